using System.Diagnostics;
using System.Globalization;
using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;

namespace Slimfront.RunnerStub;

/// <summary>Does what the stage's operation says, good or bad.</summary>
internal sealed class ScriptedExecutor : IStageExecutor
{
    private const int NoSpace = 28;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    public StageMeasures Execute(StageWork work, IStageMonitor monitor)
    {
        switch (work.Stage.Operation)
        {
            case "write":
                File.WriteAllText(work.OutputFile, work.Stage.Parameters.Text("text", "artifact"));
                break;
            case "fill":
                File.WriteAllBytes(work.OutputFile, new byte[work.Stage.Parameters.Integer("mib") << 20]);
                break;
            case "join":
                File.WriteAllText(
                    work.OutputFile,
                    string.Join('+', work.InputFiles.Select(File.ReadAllText))
                );
                break;
            case "wait":
                WaitForStop(work, monitor);
                break;
            case "steady":
                Proceed(work, monitor);
                goto case "write";
            case "hang":
                Announce(work.OutputFile);
                Thread.Sleep(Timeout.Infinite);
                break;
            case "spin":
                Announce(work.OutputFile);
                Spin(monitor);
                break;
            case "kill":
                Process.GetCurrentProcess().Kill();
                break;
            case "fail-fast":
                Environment.FailFast("the native library gave up");
                break;
            case "exit":
                Console.Error.WriteLine("first line\n   at Some.Frame()\nlast line");
                Environment.Exit(7);
                break;
            case "memory":
                FillMemory(work.Stage.Parameters.Integer("mib"));
                break;
            case "garbage":
                using (var raw = Console.OpenStandardOutput())
                    raw.Write("Epoch 1/10: loss 0.3"u8);
                Thread.Sleep(Timeout.Infinite);
                break;
            case "print":
                Console.WriteLine("this must not reach the protocol");
                goto case "write";
            case "throw":
                throw new InvalidOperationException("shapes do not match");
            case "refuse":
                throw new StageRefusedException("no such operation");
            case "disk-full":
                throw new IOException(
                    "No space left",
                    OperatingSystem.IsWindows() ? NoSpaceOnWindows : NoSpace
                );
            case "device-gone":
                throw new DeviceUnfitException("no CUDA device");
            default:
                throw new StageRefusedException($"The stub cannot '{work.Stage.Operation}'.");
        }

        return new(Measurement.Of(("accuracy", 0.5)), Measurement.Of(("pid", Environment.ProcessId)), 0.25);
    }

    private static void WaitForStop(StageWork work, IStageMonitor monitor)
    {
        for (var step = 0; !monitor.Stop.WaitHandle.WaitOne(10); step++)
            monitor.Report(0.5, $"step {step}");
        File.WriteAllText(work.CheckpointFile, "so far");
        monitor.Stop.ThrowIfCancellationRequested();
    }

    // Busy, and silent; stops when it is told to.
    private static void Spin(IStageMonitor monitor)
    {
        while (!monitor.Stop.IsCancellationRequested)
            Thread.SpinWait(1000);
        monitor.Stop.ThrowIfCancellationRequested();
    }

    // Long enough for several reports, which come at most four times a second.
    private static void Proceed(StageWork work, IStageMonitor monitor)
    {
        const int Steps = 20;
        for (var step = 1; step <= Steps; step++)
        {
            if (monitor.Stop.WaitHandle.WaitOne(75))
                File.WriteAllText(work.CheckpointFile, "so far");
            monitor.Stop.ThrowIfCancellationRequested();
            monitor.Report((double)step / Steps, $"step {step}");
        }
    }

    // Written whole, so that a reader never sees half a number.
    private static void Announce(string file)
    {
        File.WriteAllText(file + ".new", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static void FillMemory(int mib)
    {
        var held = new List<byte[]>();
        for (var i = 0; i < mib; i++)
        {
            held.Add(new byte[1024 * 1024]);
            Array.Fill(held[^1], (byte)1);
        }

        Thread.Sleep(Timeout.Infinite);
        GC.KeepAlive(held);
    }
}
