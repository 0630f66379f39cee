using System.Diagnostics;
using System.Globalization;
using Slimfront.Actors.Tests.Fuzzing;

namespace Slimfront.Fuzz.Bench;

/// <summary>Mutated bytes against every reader, in this process.</summary>
internal static class Readers
{
    /// <summary>Does it, and says how it went.</summary>
    /// <returns>How many faults there were.</returns>
    public static int Run(int frames, ulong seed)
    {
        var faults = 0;
        var each = (frames + FuzzTarget.All.Length - 1) / FuzzTarget.All.Length;
        var begun = Stopwatch.GetTimestamp();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var target in FuzzTarget.All)
        {
            var mutator = new Mutator(seed);
            for (var i = 0; i < each; i++)
                if (target.Fault(mutator.Next(target.Good)) is { } fault)
                {
                    faults++;
                    Console.WriteLine($"FAULT {fault}");
                }
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"readers  {each * FuzzTarget.All.Length} frames at {FuzzTarget.All.Length} readers, {faults} faults, "
                    + $"{held / 1024.0:0} kB more held, {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s"
            )
        );
        return faults;
    }
}
