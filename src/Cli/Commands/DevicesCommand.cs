using System.CommandLine;
using Slimfront.Cli.Runs;
using Slimfront.Engine.Native;
using TorchSharp;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront devices: what slots can be put on here.</summary>
public static class DevicesCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "devices";

    // What a node asks a child process, so that it need not load libtorch itself.
    private static readonly Option<bool> Count = new("--count")
    {
        Description = "Print how many GPUs this build of libtorch can use, and nothing else.",
        Hidden = true,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(Name, "List the devices that --devices can name here.") { Count };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(Count))
                Console.WriteLine(CountOfTorch());
            else
                List(DeviceScan.Run(), Gpus.Find());
        });
        return command;
    }

    private static void List(FoundDevice[] usable, Gpu[] there)
    {
        foreach (var found in usable)
            Print(found.Device, found.MemoryBytes, found.Name);
        if (usable.Length == 1)
            foreach (var gpu in there)
                Print(
                    "–",
                    gpu.MemoryBytes,
                    $"{gpu.Name}: this build's libtorch cannot use it (README, GPUs)"
                );
    }

    private static void Print(string device, long bytes, string name) =>
        Console.WriteLine($"{device, -8} {bytes / 1e9, 7:0.0} GB  {name}");

    private static int CountOfTorch()
    {
        NativeTorch.Load();
        return torch.cuda.is_available() ? torch.cuda.device_count() : 0;
    }
}
