using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>The usual study, run once with two slots and left alone: what any other run of it must come to.</summary>
internal static class Undisturbed
{
    private static readonly Lazy<Study> Run = new(() =>
    {
        using var workspace = new Workspace();
        var (exitCode, _, errors) = SlimfrontProcess.Run(
            workspace.Folder,
            "search",
            "study.yaml",
            "--devices",
            "cpux2",
            "--run",
            "alone"
        );
        Assert.That(exitCode, Is.Zero, errors);
        return workspace.Study("alone");
    });

    /// <summary>How it ended.</summary>
    public static Study Study => Run.Value;
}
