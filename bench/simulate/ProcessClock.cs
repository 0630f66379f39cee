using System.Runtime.InteropServices;

namespace Slimfront.Simulate.Bench;

/// <summary>The processor time of this process (Linux): what a message costs on all threads, whatever else the machine does.</summary>
internal static partial class ProcessClock
{
    private const int ProcessProcessorTime = 2; // CLOCK_PROCESS_CPUTIME_ID

    /// <summary>Milliseconds since the process began.</summary>
    public static double Milliseconds =>
        Read(ProcessProcessorTime, out var time) == 0
            ? (time.Seconds * 1e3) + (time.Nanoseconds * 1e-6)
            : throw new PlatformNotSupportedException("No clock of a process's processor time.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
