using System.Runtime.InteropServices;

namespace Slimfront.Search.Bench;

/// <summary>Processor time (Linux): what work costs, whatever else the machine does.</summary>
public static partial class ProcessorClock
{
    private const int Process = 2; // CLOCK_PROCESS_CPUTIME_ID
    private const int Thread = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Milliseconds of all threads since the process began.</summary>
    public static double ProcessMilliseconds => Milliseconds(Process);

    /// <summary>Milliseconds of the calling thread since it began.</summary>
    public static double ThreadMilliseconds => Milliseconds(Thread);

    private static double Milliseconds(int clock) =>
        Read(clock, out var time) == 0
            ? (time.Seconds * 1e3) + (time.Nanoseconds * 1e-6)
            : throw new PlatformNotSupportedException("This system has no clock of processor time.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
