using System.Diagnostics.Metrics;

namespace Slimfront.Actors.Telemetry;

/// <summary>Bytes of artifacts between this node and others.</summary>
public sealed class TransferMetrics
{
    private readonly Counter<long> _received;
    private readonly Counter<long> _sent;

    internal TransferMetrics(Meter meter)
    {
        _received = meter.CreateCounter<long>(
            "slimfront.artifacts.received",
            "By",
            "Bytes of artifacts fetched from other nodes."
        );
        _sent = meter.CreateCounter<long>(
            "slimfront.artifacts.sent",
            "By",
            "Bytes of artifacts given to other nodes and to clients."
        );
        Received(0);
        Sent(0);
    }

    /// <summary>Bytes came from another node.</summary>
    public void Received(long bytes) => _received.Add(bytes);

    /// <summary>Bytes went to another node or to a client.</summary>
    public void Sent(long bytes) => _sent.Add(bytes);
}
