using System.Runtime.InteropServices;

namespace Slimfront.Search.Bench;

/// <summary>The processor time of the calling thread (Linux): what a suggestion costs, whatever else the machine does.</summary>
public static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Milliseconds since the thread began.</summary>
    public static double Milliseconds =>
        Read(ThreadProcessorTime, out var time) == 0
            ? (time.Seconds * 1e3) + (time.Nanoseconds * 1e-6)
            : throw new PlatformNotSupportedException("No clock of a thread's processor time.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
