using System.Diagnostics;

namespace Slimfront.Actors.Tests.Support;

/// <summary>Awaits conditions with a deadline instead of sleeping for a guessed time.</summary>
internal static class Eventually
{
    /// <summary>Only what never happens waits so long, on however busy a machine.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    public static Task True(Func<bool> condition, string what) => True(condition, what, Deadline);

    public static Task True(Func<bool> condition, string what, TimeSpan deadline) =>
        True(() => Task.FromResult(condition()), what, deadline);

    public static async Task True(Func<Task<bool>> condition, string what, TimeSpan deadline)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > deadline)
                throw new AssertionException($"Not within {deadline.TotalSeconds} s: {what}.");
            await Task.Delay(20);
        }
    }
}
