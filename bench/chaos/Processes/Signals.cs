using System.Runtime.InteropServices;

namespace Slimfront.Chaos.Bench.Processes;

/// <summary>What this bench does to processes. Linux only.</summary>
internal static partial class Signals
{
    private const int Killed = 9;
    private const int Terminated = 15;
    private const int Continued = 18;
    private const int Stopped = 19;

    public static void Kill(int process) => Send(process, Killed);

    public static void Terminate(int process) => Send(process, Terminated);

    public static void Freeze(int process) => Send(process, Stopped);

    public static void Wake(int process) => Send(process, Continued);

    // A process that ended meanwhile is no error: somebody else killed it first.
    private static void Send(int process, int signal)
    {
        if (process > 1)
            _ = SendSignal(process, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
