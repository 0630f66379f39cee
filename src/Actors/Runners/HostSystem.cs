using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Slimfront.Actors.Runners;

/// <summary>What differs between operating systems: signals, error numbers, priorities, allocator settings.</summary>
public static partial class HostSystem
{
    private const int SignalBase = 128; // .NET reports a death by signal n as exit code 128 + n.
    private const string FourGiB = "4294967296";

    // Linux: ENOSPC and EDQUOT, ENXIO and ENODEV, EWOULDBLOCK. Windows: ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL,
    // ERROR_DEV_NOT_EXIST, ERROR_SHARING_VIOLATION.
    private static readonly int[] FullOnUnix = [28, 122];
    private static readonly int[] FullOnWindows = [unchecked((int)0x80070070), unchecked((int)0x80070027)];
    private static readonly int[] NoDeviceOnUnix = [6, 19];
    private static readonly int[] NoDeviceOnWindows = [unchecked((int)0x80070037)];

    private static readonly int[] InUseOnUnix = [11, 35];
    private static readonly int[] InUseOnWindows = [unchecked((int)0x80070020)];

    private static readonly ImmutableDictionary<int, string> Signals = new Dictionary<int, string>
    {
        [2] = "SIGINT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL, as by the system when memory runs out",
        [11] = "SIGSEGV",
        [15] = "SIGTERM",
    }.ToImmutableDictionary();

    /// <summary>Whether an error means that no space is left, on the disk or in the user's quota.</summary>
    public static bool IsDiskFull(Exception error) => Is(error, FullOnUnix, FullOnWindows);

    /// <summary>Whether an error means that a device is gone.</summary>
    public static bool IsDeviceMissing(Exception error) => Is(error, NoDeviceOnUnix, NoDeviceOnWindows);

    /// <summary>Whether an error means that another process has a file open.</summary>
    public static bool IsInUse(Exception error) => Is(error, InUseOnUnix, InUseOnWindows);

    /// <summary>How a process ended: "exit code 3", "signal 11 (SIGSEGV)", "exit code 0xC0000005".</summary>
    public static string Describe(int exitCode)
    {
        if (OperatingSystem.IsWindows() && exitCode < 0)
            return string.Create(CultureInfo.InvariantCulture, $"exit code 0x{exitCode:X8}");
        var signal = exitCode - SignalBase;
        if (OperatingSystem.IsWindows() || signal is <= 0 or > 64)
            return $"exit code {exitCode}";
        return Signals.TryGetValue(signal, out var name) ? $"signal {signal} ({name})" : $"signal {signal}";
    }

    /// <summary>How a runner ended: "The runner ended with signal 11 (SIGSEGV)".</summary>
    public static string DescribeRunner(int exitCode) => $"The runner ended with {Describe(exitCode)}";

    /// <summary>The signal, or Windows' like of one, in what <see cref="DescribeRunner"/> says; null where there is none.</summary>
    public static string? DeathIn(string reason) =>
        Death().Match(reason) is { Success: true } match ? match.Groups["death"].Value : null;

    /// <summary>
    /// Lets a process outlive what a terminal or a service manager sends to its whole group: its parent decides.
    /// </summary>
    /// <returns>The signals reach the process again when these are disposed of.</returns>
    public static ImmutableArray<PosixSignalRegistration> IgnoreGroupSignals() =>
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ignore),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ignore),
        ];

    /// <summary>Gives way to other processes. Called right after the start: on Linux, threads inherit it.</summary>
    public static void LowerPriority(Process process)
    {
        ArgumentNullException.ThrowIfNull(process);
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            // It ended already, which its supervisor notices; or the system knows no priorities.
        }
    }

    /// <summary>The processor time of a process's threads, and how long they were ready and waited for more; null where the
    /// system does not tell.</summary>
    /// <remarks>Linux, /proc/PID/task/TID/schedstat: both in nanoseconds. Threads that have ended are not counted.</remarks>
    public static (TimeSpan Used, TimeSpan Waited)? Scheduling(int process)
    {
        try
        {
            var (used, waited) = (0L, 0L);
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
            {
                var fields = File.ReadAllText($"{thread}/schedstat").Split(' ');
                used += long.Parse(fields[0], CultureInfo.InvariantCulture);
                waited += long.Parse(fields[1], CultureInfo.InvariantCulture);
            }

            return (Nanoseconds(used), Nanoseconds(waited));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Ends this process now, whatever native threads it has.</summary>
    public static void EndAtOnce()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    /// <summary>What numerical libraries read from the environment before they start.</summary>
    /// <param name="threads">Threads of one operation.</param>
    /// <remarks>
    /// Idle OpenMP threads would spin and starve the rest of the machine. glibc would return a step's memory to the
    /// system and fault it in again at the next step, a quarter of all time in small networks.
    /// </remarks>
    public static ImmutableSortedDictionary<string, string> NumericalEnvironment(int threads)
    {
        var count = threads.ToString(CultureInfo.InvariantCulture);
        var common = ImmutableSortedDictionary
            .Create<string, string>(StringComparer.Ordinal)
            .Add("OMP_NUM_THREADS", count)
            .Add("MKL_NUM_THREADS", count)
            .Add("OMP_WAIT_POLICY", "PASSIVE")
            // Else "cuda:0" is the fastest GPU and not the driver's first.
            .Add("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        return OperatingSystem.IsLinux()
            ? common
                .Add("MALLOC_MMAP_THRESHOLD_", FourGiB)
                .Add("MALLOC_TRIM_THRESHOLD_", FourGiB)
                .Add("MALLOC_TOP_PAD_", "268435456")
            : common;
    }

    private static TimeSpan Nanoseconds(long count) =>
        TimeSpan.FromTicks(count / TimeSpan.NanosecondsPerTick);

    private static bool Is(Exception error, int[] onUnix, int[] onWindows)
    {
        var known = OperatingSystem.IsWindows() ? onWindows : onUnix;
        for (var e = error; e is not null; e = e.InnerException)
            if (e is IOException && known.Contains(e.HResult))
                return true;
        return false;
    }

    private static void Ignore(PosixSignalContext context) => context.Cancel = true;

    [GeneratedRegex(
        "^The runner ended with (?<death>signal [0-9]+|exit code 0x[0-9A-F]{8})",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Death();
}
