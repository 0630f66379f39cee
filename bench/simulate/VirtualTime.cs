namespace Slimfront.Simulate.Bench;

/// <summary>Time that goes by when the simulation says so.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private long _ticks;

    public double Seconds
    {
        get => (double)Interlocked.Read(ref _ticks) / TimeSpan.TicksPerSecond;
        set => Interlocked.Exchange(ref _ticks, (long)(value * TimeSpan.TicksPerSecond));
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());
}
