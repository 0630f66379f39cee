using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.RunnerStub;

/// <summary>Stages whose operation is what the stub should do.</summary>
public static class Script
{
    public static Stage Stage(string operation, params (string, Value)[] parameters) =>
        new()
        {
            Operation = operation,
            Version = 1,
            Parameters = Configuration.Of(parameters),
            Dataset = "none",
            Seed = 1,
        };

    public static StageWork Work(string operation, string output, string checkpoint) =>
        new(Stage(operation), Configuration.Empty, [], output, checkpoint, "cpu");
}
