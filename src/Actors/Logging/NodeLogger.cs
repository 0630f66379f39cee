using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Slimfront.Actors.Logging;

/// <summary>Writes Akka's log as the node was told to.</summary>
public sealed class NodeLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly NodeLog _log;
    private readonly TextWriter _output;
    private readonly PeerNoise _noise = new(TimeProvider.System);

    /// <summary>Opens the log.</summary>
    public NodeLogger()
    {
        _log =
            Context.System.Settings.Setup.Get<NodeLog.Handed>().Value?.Log ?? new(null, LogFormat.Text, []);
        _output = _log.File is { } file ? Open(file) : Console.Out;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        if (_log.File is not null)
            _output.Dispose();
    }

    // The node's actors of before may not have closed it yet.
    private static StreamWriter Open(string file) =>
        new(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            AutoFlush = true,
        };

    // A log that cannot be written (a full disk, a closed pipe) must not take the node with it.
    private void Write(LogEvent happened)
    {
        try
        {
            if (_noise.Hear(happened) is { } told)
                _output.WriteLine(_log.Line(told));
        }
        catch (IOException)
        {
            // Nowhere left to say it.
        }
    }
}
