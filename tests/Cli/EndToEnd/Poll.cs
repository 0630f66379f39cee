namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>The pause between two looks at a condition that is awaited with a deadline.</summary>
internal static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static void Pause()
    {
        using var never = new ManualResetEventSlim();
        never.Wait(Interval);
    }
}
