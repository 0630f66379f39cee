using System.Runtime.InteropServices;

namespace Slimfront.Actors.Nodes;

/// <summary>Turns the first request of the operating system to end the process into a graceful one.</summary>
/// <remarks>.NET maps the signals on Windows too (Ctrl-C, Ctrl-Break, closing the console, shutting down).</remarks>
internal sealed class SignalHandler : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public SignalHandler(Action<PosixSignal> first) =>
        _registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => On(context, first)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, first)),
        ];

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    // The second one has its usual effect: who asks twice does not want to wait.
    private void On(PosixSignalContext context, Action<PosixSignal> first)
    {
        if (Interlocked.Increment(ref _count) > 1)
            return;
        context.Cancel = true;
        first(context.Signal);
    }
}
