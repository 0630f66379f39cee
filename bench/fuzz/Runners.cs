using System.Diagnostics;
using System.Globalization;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Tests.Fuzzing;

namespace Slimfront.Fuzz.Bench;

/// <summary>Mutated frames into the standard input of real runner processes.</summary>
internal static class Runners
{
    private const int FramesEach = 100;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Does it, and says how it went.</summary>
    /// <returns>How many runners ended otherwise than by one of their own codes.</returns>
    public static int Run(string program, int runners, ulong seed)
    {
        var mutator = new Mutator(seed);
        var good = FuzzTarget.All.Single(t => t.Name == "frames of a pipe").Good;
        var codes = new SortedDictionary<int, int>();
        for (var i = 0; i < runners; i++)
        {
            var code = Feed(program, mutator, good);
            codes[code] = codes.GetValueOrDefault(code) + 1;
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"runners  {runners} processes, {FramesEach} frames for each; exit codes "
            ) + string.Join(", ", codes.Select(c => $"{c.Key}: {c.Value}"))
        );
        return codes
            .Where(c => c.Key is not (RunnerHost.Done or RunnerHost.Abandoned or RunnerHost.ProtocolBroken))
            .Sum(c => c.Value);
    }

    private static int Feed(string program, Mutator mutator, IReadOnlyList<byte[]> good)
    {
        using var runner = Process.Start(
            new ProcessStartInfo(program, ["runner", "--confined"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetTempPath(),
            }
        )!;
        _ = runner.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = runner.StandardError.BaseStream.CopyToAsync(Stream.Null);
        try
        {
            var input = runner.StandardInput.BaseStream;
            for (var i = 0; i < FramesEach; i++)
                input.Write(mutator.Next(good));
            input.Flush();
            runner.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        if (runner.WaitForExit(Deadline))
            return runner.ExitCode;
        runner.Kill();
        Console.WriteLine("FAULT a runner did not end with its input");
        return -1;
    }
}
