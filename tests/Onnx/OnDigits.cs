using Slimfront.Engine.Data;
using Slimfront.Engine.Networks;
using Slimfront.Search.Spaces;
using static TorchSharp.torch;

namespace Slimfront.Onnx.Tests;

/// <summary>Tests with the digits on the processor and a folder of their own.</summary>
public abstract class OnDigits
{
    private protected DeviceData Digits { get; private set; } = null!;

    private protected string Folder { get; private set; } = "";

    [OneTimeSetUp]
    public void Load()
    {
        Digits = new(DataSources.Of().Load(Configuration.Empty), CPU);
        Folder = Directory.CreateTempSubdirectory("slimfront-").FullName;
    }

    [OneTimeTearDown]
    public void Dispose()
    {
        Digits.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
