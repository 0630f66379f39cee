using System.Collections.Concurrent;
using Slimfront.Search.Execution;

namespace Slimfront.Actors.Runners;

/// <summary>
/// One life of a runner: the calling thread reads orders, so that it hears a stop while a dedicated thread works. That
/// thread is the same for all stages, as native libraries keep their thread pools by calling thread.
/// </summary>
internal sealed class RunnerSession(Stream output, Func<IStageExecutor> makeExecutor, TimeProvider clock)
    : IDisposable
{
    private const int LongestDetail = 16 * 1024;

    private readonly BlockingCollection<(StageWork Work, CancellationTokenSource Stop)> _orders = [];
    private readonly Lock _output = new();
    private volatile CancellationTokenSource? _running;

    /// <summary>Obeys until the input ends.</summary>
    /// <returns>Whether work was in progress then.</returns>
    public bool Serve(Stream input)
    {
        new Thread(Work) { IsBackground = true, Name = "stages" }.Start();
        Send(new RunnerReply.Ready(RunnerReply.CurrentVersion, Environment.ProcessId));
        try
        {
            while (Frames.Read(input) is { } frame)
                Obey(RunnerCodec.DecodeRequest(frame));
        }
        catch (IOException)
        {
            // A broken pipe is an ended one.
        }

        return _running is not null;
    }

    public void Dispose() => _orders.CompleteAdding();

    private void Obey(RunnerRequest order)
    {
        if (order is RunnerRequest.Stop)
        {
            _running?.Cancel();
            return;
        }

        if (_running is not null)
            throw new RunnerProtocolException("An order came while another one was being carried out.");
        var stop = new CancellationTokenSource();
        _running = stop;
        _orders.Add((((RunnerRequest.Execute)order).Work, stop));
    }

    private void Work()
    {
        IStageExecutor? executor = null;
        foreach (var (work, stop) in _orders.GetConsumingEnumerable())
        {
            var reply = Perform(ref executor, work, stop.Token);
            // Before the reply: the next order may follow it at once.
            _running = null;
            Send(reply);
        }
    }

    private RunnerReply Perform(ref IStageExecutor? executor, StageWork work, CancellationToken stop)
    {
        try
        {
            executor ??= makeExecutor();
        }
        catch (Exception e)
        {
            return new RunnerReply.Unfit(OneLine.Of(e.Message));
        }

        try
        {
            return new RunnerReply.Completed(executor.Execute(work, new Monitor(this, clock, stop)));
        }
        catch (Exception e)
        {
            return Explain(e, stop);
        }
    }

    private static RunnerReply Explain(Exception error, CancellationToken stop) =>
        error switch
        {
            StageRefusedException e => new RunnerReply.Refused(OneLine.Of(e.Message)),
            DeviceUnfitException e => new RunnerReply.Unfit(OneLine.Of(e.Message)),
            OperationCanceledException when stop.IsCancellationRequested => new RunnerReply.Suspended(),
            _ when HostSystem.IsDiskFull(error) => new RunnerReply.Unfit(
                $"The disk is full: {OneLine.Of(error.Message)}"
            ),
            _ when HostSystem.IsDeviceMissing(error) => new RunnerReply.Unfit(OneLine.Of(error.Message)),
            _ => new RunnerReply.Failed(
                OneLine.Of($"{error.GetType().Name}: {error.Message}"),
                error.ToString() is { Length: > LongestDetail } text
                    ? text[..LongestDetail]
                    : error.ToString()
            ),
        };

    // A reply nobody reads any more is no error: the input ends too, and that ends the runner.
    private void Send(RunnerReply reply)
    {
        try
        {
            lock (_output)
                Frames.Write(output, RunnerCodec.Encode(reply));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { }
    }

    private sealed class Monitor(RunnerSession session, TimeProvider clock, CancellationToken stop)
        : IStageMonitor
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

        private long? _sent;

        public CancellationToken Stop => stop;

        public void Report(double fraction, string text)
        {
            if (_sent is { } sent && clock.GetElapsedTime(sent) < Interval)
                return;
            _sent = clock.GetTimestamp();
            var share = double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1);
            session.Send(new RunnerReply.Progress(share, OneLine.Of(text)));
        }
    }
}
