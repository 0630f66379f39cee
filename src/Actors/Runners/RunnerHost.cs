using Slimfront.Search.Execution;

namespace Slimfront.Actors.Runners;

/// <summary>The runner's side of the pipe: what a runner process does all its life.</summary>
public static class RunnerHost
{
    /// <summary>Exit code: the input ended between two stages.</summary>
    public const int Done = 0;

    /// <summary>Exit code: the input ended while a stage was being worked at.</summary>
    public const int Abandoned = 3;

    /// <summary>Exit code: what came in is not the protocol.</summary>
    public const int ProtocolBroken = 4;

    /// <summary>Serves orders from this process's standard input until it ends. All that a runner's Main does.</summary>
    /// <param name="executor">Makes what does the work; called once, before the first stage, on its thread.</param>
    /// <returns>The process's exit code.</returns>
    /// <remarks>
    /// Standard output belongs to the protocol, so whatever else is written there goes to standard error. Signals that a
    /// terminal or service manager sends to the whole group are ignored: the node decides, and when it dies the input ends.
    /// </remarks>
    public static int RunProcess(Func<IStageExecutor> executor)
    {
        using var output = Console.OpenStandardOutput();
        using var input = Console.OpenStandardInput();
        Console.SetOut(Console.Error);
        var ignored = HostSystem.IgnoreGroupSignals();
        var code = Run(input, output, executor);
        // Native threads are at work: an orderly exit would tear the libraries down under them.
        if (code == Abandoned)
            HostSystem.EndAtOnce();
        foreach (var registration in ignored)
            registration.Dispose();
        return code;
    }

    /// <summary>Serves orders until the input ends.</summary>
    /// <param name="input">Orders.</param>
    /// <param name="output">Replies.</param>
    /// <param name="executor">Does the work.</param>
    /// <returns><see cref="Done"/>, <see cref="Abandoned"/> or <see cref="ProtocolBroken"/>.</returns>
    public static int Run(Stream input, Stream output, IStageExecutor executor) =>
        Run(input, output, () => executor);

    private static int Run(Stream input, Stream output, Func<IStageExecutor> executor)
    {
        using var session = new RunnerSession(output, executor, TimeProvider.System);
        try
        {
            return session.Serve(input) ? Abandoned : Done;
        }
        catch (RunnerProtocolException e)
        {
            Console.Error.WriteLine($"runner: {e.Message}");
            return ProtocolBroken;
        }
    }
}
