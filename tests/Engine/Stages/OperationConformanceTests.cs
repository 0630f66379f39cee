using Slimfront.Engine.Stages;

namespace Slimfront.Engine.Tests.Stages;

[TestFixtureSource(nameof(All))]
public sealed class OperationConformanceTests(string operation) : OperationConformance
{
    private const string Plan =
        "training.batch=128 training.optimizer=sgd training.learning-rate=0.05 training.schedule=cosine training.epochs=1 from=0 to=1 ";

    private const string Student =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.2 ";

    private const string Adam =
        "training.batch=128 training.optimizer=adam training.learning-rate=0.005 training.schedule=cosine training.epochs=1 from=0 to=1 ";

    private const string Loss = "loss=soft-target loss.soft-target.temperature=4 loss.soft-target.alpha=0.7 ";

    private const string FitNet =
        "features=fitnet features.fitnet.hint=0.5 features.fitnet.guided=0.5 features.fitnet.stages=two ";

    // A given network is never made.
    public static IEnumerable<string> All =>
        StageTechniques.Of().Operations.All.Select(t => t.Key).Where(k => k != "import");

    protected override StageExample Make(StageBench bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        string Trained() => bench.Run("train", Student + Plan);
        return operation switch
        {
            "distil" => new(operation, Student + Plan + Loss, ("teacher", Trained())),
            "ensemble" => new(operation, "", ("member-1", Trained()), ("member-2", Other(bench))),
            "hint" => new(operation, Student + Adam + FitNet, ("teacher", Trained())),
            "initialise" => new(operation, Student),
            "measure" => new(operation, "split=test", ("model", Trained())),
            "mutual" => new(operation, Student + Plan + "peers=2 order=together"),
            "pick" => new(operation, "", ("generation-1", Trained()), ("generation-2", Other(bench))),
            "prune" => new(operation, "criterion=taylor scope=global ratio=0.3", ("start", Trained())),
            "quantize" => new(
                operation,
                "bits=4 scheme=symmetric granularity=channel activations=8 points=layers calibrator=min-max",
                ("start", Trained())
            ),
            "recalibrate" => new(operation, "", ("start", Trained())),
            "refine" => new(operation, Student + Plan, ("teacher", Trained())),
            "soft-labels" => new(operation, "", ("teacher", Trained())),
            "ticket" => new(
                operation,
                "rule=large-final scope=layer action=rewind rate=0.5 output-rate=0.25",
                ("trained", Trained()),
                ("origin", bench.Run("initialise", Student))
            ),
            "train" => new(operation, Student + Plan + "training.augment.shift=1 training.augment.flip=on"),
            _ => throw new NotSupportedException($"An example of '{operation}' is missing here."),
        };
    }

    private static string Other(StageBench bench) =>
        bench.Run(
            bench.Stage("train", Student + Plan) with
            {
                Seed = 8,
            },
            new SilentMonitor(),
            bench.NewFile()
        );
}
