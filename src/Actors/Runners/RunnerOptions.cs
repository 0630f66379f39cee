using System.Collections.Immutable;

namespace Slimfront.Actors.Runners;

/// <summary>What a runner gets of processors that others want, too.</summary>
public enum RunnerPriority
{
    /// <summary>As much as any other program.</summary>
    Normal,

    /// <summary>What other programs leave.</summary>
    Low,
}

/// <summary>How a runner is started.</summary>
public sealed record RunnerOptions
{
    /// <summary>The program.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Threads of numerical libraries: below the core count, so that the node itself never starves.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Environment variables set over the inherited and the usual ones.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Environment variables that a runner does not inherit: secrets that it has no use for.</summary>
    public ImmutableArray<string> Withheld { get; init; } = [];

    /// <summary>How long a runner may take to say that it is ready.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether it gives way to other programs.</summary>
    public RunnerPriority Priority { get; init; }

    /// <summary>
    /// How long a stage may say nothing and use no processor time to speak of before its runner is taken for dead: it hangs in a
    /// crash handler, in a lock, or on a file that does not come.
    /// </summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often time, memory and processor time are looked at.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The program that is running now, started once more with other arguments.</summary>
    public static RunnerOptions OfThisProgram(params ImmutableArray<string> arguments)
    {
        var program =
            System.Environment.ProcessPath
            ?? throw new InvalidOperationException("This program has no path.");
        var isHost = Path.GetFileNameWithoutExtension(program)
            .Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return new()
        {
            FileName = program,
            // "dotnet slimfront.dll": the first argument of all is the program proper.
            Arguments = isHost ? [System.Environment.GetCommandLineArgs()[0], .. arguments] : arguments,
        };
    }
}
