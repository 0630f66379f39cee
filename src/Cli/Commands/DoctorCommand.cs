using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Slimfront.Cli.Composing;
using Slimfront.Engine.Native;
using Slimfront.Search;
using TorchSharp;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront doctor: checks what a search needs on this machine.</summary>
public static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Check what a search needs on this machine.");
        command.SetAction(parsed => Execute(Composition.Load(parsed.GetValue(Shell.Plugins))));
        return command;
    }

    private static int Execute(Composition composition)
    {
        var isWell = true;
        void Check(string what, Func<string> probe)
        {
            try
            {
                Console.WriteLine($"ok    {what}: {probe()}");
            }
            catch (Exception e)
            {
                isWell = false;
                Console.WriteLine($"FAIL  {what}: {e.Message.ReplaceLineEndings(" ")}");
            }
        }

        Check("system", () => $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}");
        Check(".NET", () => RuntimeInformation.FrameworkDescription);
        Check("processors", () => Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        Check("memory", () => $"{Memory() / 1e9:0.0} GB available to this process");
        Check(
            "disk",
            () =>
                $"{new DriveInfo(Directory.GetCurrentDirectory()).AvailableFreeSpace / 1e9:0.0} GB free here"
        );
        Check("libtorch", Torch);
        Check("devices", Devices);
        foreach (
            var source in composition.Data.Catalog.All.Where(s =>
                s.Parameters.IsEmpty || s.Key == "fashion-mnist"
            )
        )
            Data(composition, source.Key);
        return isWell ? Shell.Success : Shell.OurFault;
    }

    // A data set that is not installed is no illness.
    private static void Data(Composition composition, string key)
    {
        try
        {
            var info = composition.Data.Describe(
                Search.Spaces.Configuration.Of(("set", Search.Spaces.Value.Of(key)))
            );
            Console.WriteLine($"ok    data {key}: {info.Train}/{info.Validation}/{info.Test} examples");
        }
        catch (UserErrorException e)
        {
            Console.WriteLine($"–     data {key}: {e.Message}");
        }
    }

    private static long Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static string Torch()
    {
        NativeTorch.Load();
        using var sum = torch.ones(3, 3).sum();
        return sum.item<float>() == 9
            ? $"loads and computes, {torch.get_num_threads()} threads"
            : throw new InvalidOperationException("computes wrongly");
    }

    private static string Devices() =>
        torch.cuda.is_available()
            ? string.Join(
                ", ",
                Enumerable.Range(0, torch.cuda.device_count()).Select(i => $"cuda:{i}").Append("cpu")
            )
            : "cpu (no CUDA device, or a build for the CPU)";
}
