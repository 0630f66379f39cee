using Slimfront.Engine.Native;
using Slimfront.Engine.Tasks.Classification;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Tasks.Classification;

public sealed class CrossEntropyTests
{
    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [TestCase(0)]
    [TestCase(0.2)]
    public void It_is_the_mean_cross_entropy_with_smoothed_labels(double smoothing)
    {
        float[][] logits =
        [
            [1, 2, -1, 0],
            [0, 0, 3, -2],
        ];
        int[] labels = [1, 0];
        var expected = 0.0;
        for (var n = 0; n < 2; n++)
        {
            var log = Math.Log(logits[n].Sum(z => Math.Exp(z)));
            for (var k = 0; k < 4; k++)
                expected +=
                    ((k == labels[n] ? 1 - smoothing : 0) + (smoothing / 4)) * (log - logits[n][k]) / 2;
        }
        using var scope = NewDisposeScope();
        var loss = new CrossEntropy(smoothing).Of(
            tensor(logits.SelectMany(r => r).ToArray()).reshape(2, 4),
            tensor((long[])[1, 0])
        );
        Assert.That(loss.item<float>(), Is.EqualTo(expected).Within(1e-6));
    }
}
