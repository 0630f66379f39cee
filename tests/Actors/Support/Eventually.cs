using System.Diagnostics;

namespace Slimfront.Actors.Tests.Support;

/// <summary>Awaits conditions with a deadline instead of sleeping for a guessed time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task True(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Deadline)
                throw new AssertionException($"Not within {Deadline.TotalSeconds} s: {what}.");
            await Task.Delay(20);
        }
    }
}
