using Slimfront.Search.Execution;

namespace Slimfront.Actors.Runners;

/// <summary>The runner's side of the pipe.</summary>
public static class RunnerHost
{
    /// <summary>Serves orders from this process's standard input until it ends. What a runner process's Main calls.</summary>
    /// <param name="executor">Makes what does the work.</param>
    /// <returns>The process's exit code.</returns>
    public static int RunProcess(Func<IStageExecutor> executor) =>
        Run(Console.OpenStandardInput(), Console.OpenStandardOutput(), executor());

    /// <summary>Serves orders until the input ends.</summary>
    /// <param name="input">Orders.</param>
    /// <param name="output">Replies.</param>
    /// <param name="executor">Does the work.</param>
    /// <returns>0 when the input ended between two stages.</returns>
    public static int Run(Stream input, Stream output, IStageExecutor executor) =>
        throw new NotSupportedException($"{input} {output} {executor}");
}
