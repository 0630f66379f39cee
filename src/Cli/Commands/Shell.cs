using System.CommandLine;
using System.Globalization;
using Slimfront.Search;

namespace Slimfront.Cli.Commands;

/// <summary>What every command shares: exit codes, one-line errors, where output goes.</summary>
public static class Shell
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Something failed that the user could not have known.</summary>
    public const int OurFault = 1;

    /// <summary>The user asked for something impossible.</summary>
    public const int UserFault = 2;

    /// <summary>Interrupted by Ctrl-C or SIGTERM; the run can be resumed.</summary>
    public const int Interrupted = 130;

    /// <summary>Shows the trace behind an error.</summary>
    public static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show the whole trace of an error.",
        Recursive = true,
    };

    /// <summary>Assemblies with further techniques.</summary>
    public static readonly Option<string[]> Plugins = new("--plugins")
    {
        Description = "Assemblies (.dll) with further techniques.",
        AllowMultipleArgumentsPerToken = true,
        Recursive = true,
    };

    /// <summary>Output for programs.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "One JSON object per line." };

    /// <summary>Numbers and dates read the same whatever the user's language, in every thread.</summary>
    public static void UseOneCulture()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
    }

    /// <summary>Runs a command line; every error becomes one line and an exit code.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        UseOneCulture();
        Console.SetOut(new GuardedOutput(Console.Out));
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"slimfront: {string.Join(' ', parsed.Errors.Select(e => e.Message.TrimEnd()))} 'slimfront --help' shows what there is."
            );
            return UserFault;
        }

        var isVerbose = parsed.GetValue(Verbose);
        try
        {
            return await parsed.InvokeAsync(
                new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (Exception e) when (Root(e) is UserErrorException user)
        {
            return Report(user, isVerbose, user.ExitCode);
        }
        catch (Exception e)
        {
            return Report(Root(e), isVerbose, OurFault);
        }
    }

    private static int Report(Exception e, bool isVerbose, int exitCode)
    {
        var line = e.Message.ReplaceLineEndings(" ");
        try
        {
            Console.Error.WriteLine($"slimfront: {line}");
            if (isVerbose)
                Console.Error.WriteLine(e);
            else if (exitCode == OurFault)
                Console.Error.WriteLine(
                    $"slimfront: this is a fault of Slimfront ({e.GetType().Name}); --verbose shows more."
                );
        }
        catch (Exception lost)
            when (lost is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Standard error is closed or full too: the exit code has to do.
        }

        return exitCode;
    }

    // The first cause that is not a wrapper.
    private static Exception Root(Exception e) =>
        e is AggregateException { InnerException: { } inner } ? Root(inner) : e;
}
