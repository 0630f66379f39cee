using Slimfront.Engine.Stages;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>Runs stages of a study; artifacts are files of a folder, by the keys of their stages.</summary>
internal static class StageRuns
{
    public static Measurement Run(
        this StageExecutor executor,
        Stage stage,
        StudySpec study,
        TemporaryFolder folder
    ) =>
        executor
            .Execute(
                new(
                    stage,
                    study.Settings.Slice("data"),
                    [.. stage.Inputs.Select(i => folder.File(i.Stage.Hex))],
                    folder.File(stage.Key.Hex),
                    folder.File(stage.Key.Hex + ".checkpoint"),
                    "cpu"
                ),
                new SilentMonitor()
            )
            .Values;
}
