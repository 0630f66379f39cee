using Slimfront.Engine.Native;
using TorchSharp;

namespace Slimfront.Engine.Tests;

internal static class Leaks
{
    public static void None(Action action)
    {
        NativeTorch.Load();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        action();
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before), "live tensors");
    }
}
