using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Slimfront.Actors.Telemetry;

namespace Slimfront.Cli.Runs;

/// <summary>Exports a node's metrics and spans: by a page for Prometheus, and to a collector if one is named.</summary>
/// <remarks>
/// The collector and how it is reached are named by OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT,
/// OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME…); without the first, nothing is sent anywhere.
/// </remarks>
public sealed class Monitoring : IDisposable
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;
    private readonly ServiceProvider _services;

    private Monitoring(MeterProvider metrics, TracerProvider? traces)
    {
        _metrics = metrics;
        _traces = traces;
        _services = new ServiceCollection().AddOptions().BuildServiceProvider();
        var app = new ApplicationBuilder(_services);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(_metrics, _ => true, null, null, null);
        Page = app.Build();
    }

    /// <summary>Answers GET /metrics.</summary>
    public RequestDelegate Page { get; }

    /// <summary>Begins to listen to this process's telemetry.</summary>
    /// <param name="instance">The node's name, by which a collector tells nodes apart: "host:4053".</param>
    public static Monitoring Start(string instance)
    {
        var hasCollector = Environment.GetEnvironmentVariable(Collector) is { Length: > 0 };
        var who = ResourceBuilder
            .CreateDefault()
            .AddService("slimfront", serviceInstanceId: instance)
            .AddEnvironmentVariableDetector();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(who)
            .AddMeter(NodeTelemetry.Name)
            .AddPrometheusExporter();
        if (!hasCollector)
            return new(metrics.Build(), null);
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(who)
            .AddSource(NodeTelemetry.Name)
            .AddOtlpExporter();
        return new(metrics.AddOtlpExporter().Build(), traces.Build());
    }

    /// <summary>Sends what is left, and listens no more.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }
}
