using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Telemetry;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Telemetry;

public sealed class SpanTests
{
    [Test]
    public async Task Every_attempt_leaves_one_span_that_names_its_study_stage_and_operation()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == NodeTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var folder = new TemporaryFolder();
        await using var node = await Node.StartAsync(
            Embedded(folder),
            new FakePipeline(),
            FakePipeline.Search
        );
        await node.SubmitAsync(FakePipeline.Spec);
        await Eventually.True(
            () => node.ViewAsync().GetAwaiter().GetResult().Studies["fake"].Phase is StudyPhase.Finished,
            "the study finishes"
        );

        var view = await node.ViewAsync();
        var expected = view.Events["fake"]
            .OfType<StudyEvent.AttemptStarted>()
            .Select(e =>
                $"{view.Studies["fake"].Stages[e.Attempt.Stage].Stage.Operation} {e.Attempt} completed {e.Slot}"
            );
        // Nodes of other tests in this process leave spans, too.
        var mine = spans
            .Where(s =>
                $"{s.GetTagItem("slimfront.slot")}".StartsWith(node.Address + "/", StringComparison.Ordinal)
            )
            .ToArray();
        Assert.That(
            mine.Select(s =>
                $"{s.GetTagItem("slimfront.operation")} {s.GetTagItem("slimfront.stage")}#{s.GetTagItem("slimfront.attempt")} "
                + $"{s.GetTagItem("slimfront.end")} {s.GetTagItem("slimfront.slot")}"
            ),
            Is.EquivalentTo(expected)
        );
        Assert.That(mine.Select(s => s.Parent), Is.All.Null);
        Assert.That(mine.Select(s => s.GetTagItem("slimfront.study")), Is.All.EqualTo("fake"));
    }

    private static NodeOptions Embedded(TemporaryFolder folder) =>
        new()
        {
            IsEmbedded = true,
            StoreDirectory = folder["store"],
            Journal = new JournalTarget.Sqlite(folder["search.db"]),
            Slots = ImmutableArray.Create(new DeviceSlot("cpu", 1), new DeviceSlot("cpu", 1)),
            Runner = Stub.Options(),
            LogFile = folder["node.log"],
            HandlesSignals = false,
        };
}
