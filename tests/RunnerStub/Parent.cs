using Slimfront.Actors.Runners;
using Slimfront.Search.Studies;

namespace Slimfront.RunnerStub;

/// <summary>A node that is about to be killed: it has a runner that never ends by itself.</summary>
internal static class Parent
{
    public static int Run(string pidFile)
    {
        var runner = new Runner(
            new() { FileName = Environment.ProcessPath!, Arguments = ["runner"] },
            TimeProvider.System
        );
        var work = Script.Work("hang", pidFile, pidFile + ".checkpoint");
        runner
            .ExecuteAsync(
                work,
                new AttemptLimits(),
                (_, _) => { },
                CancellationToken.None,
                CancellationToken.None
            )
            .Wait();
        return 0;
    }
}
