using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Slimfront.Actors.Nodes;

/// <summary>Appends Akka's log to the file at "slimfront.log-file".</summary>
public sealed class FileLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly StreamWriter _file;

    /// <summary>Opens the file.</summary>
    public FileLogger()
    {
        var path = Context.System.Settings.Config.GetString("slimfront.log-file");
        _file = new StreamWriter(path, append: true) { AutoFlush = true };
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _file.Dispose();

    // A log that cannot be written (a full disk) must not take the node with it.
    private void Write(LogEvent e)
    {
        try
        {
            _file.WriteLine($"{e.Timestamp:O} {e.LogLevel(), -12} {e.LogSource} {e.Message}");
            if (e.Cause is not null)
                _file.WriteLine(e.Cause);
        }
        catch (IOException)
        {
            // Nowhere left to say it.
        }
    }
}
