namespace Slimfront.Engine.Tests.Quantization;

/// <summary>What few bits cost a real network that does not learn with them.</summary>
public sealed class FewBitsTests
{
    // The teacher of the default study, in fewer epochs.
    private const string Training =
        "model.family=plain-cnn model.family.plain-cnn.depth=6 model.family.plain-cnn.width=1 training.batch=32 "
        + "training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine training.epochs=6 from=0 to=6";

    private readonly StageBench _bench = new();
    private string _trained = "";
    private double _before;

    [OneTimeSetUp]
    public void Train()
    {
        _trained = _bench.Run("train", Training);
        _before = Accuracy(_trained);
    }

    [OneTimeTearDown]
    public void CleanUp() => _bench.Dispose();

    [TestCase("bits=8", 0.005)]
    [TestCase("bits=7", 0.005)]
    [TestCase("bits=4", 0.005)]
    [TestCase("bits=3", 0.01)]
    [TestCase("bits=2", 0.02)]
    [TestCase("bits=ternary ends=8", 0.02)]
    [TestCase("bits=8 activations=8 points=layers calibrator=min-max", 0.005)]
    [TestCase("bits=7 activations=8 points=all calibrator=min-max", 0.005)]
    [TestCase("bits=4 activations=8 points=all calibrator=min-max", 0.005)]
    public void Few_bits_cost_little(string parameters, double loss) =>
        Assert.That(Quantized(parameters), Is.AtLeast(_before - loss));

    [TestCase("channel")]
    [TestCase("tensor")]
    public void Three_values_leave_95_percent(string granularity) =>
        Assert.That(Quantized("bits=ternary", granularity), Is.AtLeast(0.95));

    private double Quantized(string parameters, string granularity = "channel") =>
        Accuracy(
            _bench.Run(
                "quantize",
                $"{parameters} scheme=symmetric granularity={granularity}",
                ("start", _trained)
            )
        );

    private double Accuracy(string file)
    {
        _bench.Run("measure", "split=validation", ("model", file));
        return _bench.Measures!.Values["accuracy"];
    }
}
