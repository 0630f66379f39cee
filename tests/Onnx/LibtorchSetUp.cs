using Slimfront.Engine.Native;

namespace Slimfront.Onnx.Tests;

/// <summary>Loads libtorch before anything of TorchSharp is touched.</summary>
[SetUpFixture]
public sealed class LibtorchSetUp
{
    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();
}
