using Slimfront.Actors.Runners;

namespace Slimfront.Actors.Tests.Runners;

/// <summary>The scriptable runner program that is built next to the tests.</summary>
internal static class Stub
{
    public static string Program { get; } =
        Path.Combine(
            AppContext.BaseDirectory,
            OperatingSystem.IsWindows() ? "Slimfront.RunnerStub.exe" : "Slimfront.RunnerStub"
        );

    public static RunnerOptions Options(params string[] arguments) =>
        new()
        {
            FileName = Program,
            Arguments = arguments is [] ? ["runner"] : [.. arguments],
            WatchInterval = TimeSpan.FromMilliseconds(50),
        };
}
