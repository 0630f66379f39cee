using Slimfront.Engine.Native;
using TorchSharp;

namespace Slimfront.Testing;

/// <summary>Counts libtorch's tensors.</summary>
public static class Leaks
{
    /// <summary>Asserts that an action, on this thread, disposes of every tensor that it makes.</summary>
    public static void None(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        NativeTorch.Load();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        action();
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before), "live tensors");
    }
}
