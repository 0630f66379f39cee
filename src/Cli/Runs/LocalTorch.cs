using Slimfront.Engine.Native;

namespace Slimfront.Cli.Runs;

/// <summary>libtorch for a command that answers inputs itself, beside whatever else this machine does.</summary>
internal static class LocalTorch
{
    /// <summary>Loads it, with one thread: several wait for each other for minutes where other work takes their turns.</summary>
    public static void Load()
    {
        NativeTorch.Load();
        UseOneThread();
    }

    // Apart, so that nothing of libtorch is touched before it is loaded.
    private static void UseOneThread() => TorchSharp.torch.set_num_threads(1);
}
