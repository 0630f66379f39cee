using System.Collections.Immutable;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Tests.Support;
using Slimfront.Cli.Views;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.Views;

public sealed class WaitingTests
{
    private static readonly Labels Wanted = Labels.Parse("gpu=a100");

    [Test]
    public void A_cluster_without_slots_is_said() =>
        Assert.That(
            Waiting.Reason(Slots(), Labels.None),
            Is.EqualTo("waits for a worker: the cluster has none")
        );

    [Test]
    public void Labels_that_no_slot_has_are_said_beside_those_there_are() =>
        Assert.That(
            Waiting.Reason(Slots("rack=2", "", "gpu=t4", "rack=2"), Wanted),
            Is.EqualTo(
                "waits for a worker with the labels gpu=a100, which the study requires (there are: gpu=t4; rack=2)"
            )
        );

    [TestCase("")]
    [TestCase("gpu=a100")]
    public void One_slot_is_enough(string requires) =>
        Assert.That(Waiting.Reason(Slots("", "gpu=a100,rack=1"), Labels.Parse(requires)), Is.Null);

    [Test]
    public void A_wait_is_told_once_it_lasts_and_once_for_each_time()
    {
        using var output = new StringWriter();
        var clock = new ManualClock();
        using var view = new PlainView(output, clock);
        var study = Study.Begin(
            new StudyEvent.Created(new StudySpec { Name = "small" }, DateTimeOffset.UnixEpoch)
        );

        Pass(seconds: 9, "waits");
        Pass(seconds: 1, null);
        Assert.That(output.ToString(), Is.Empty, "slots that are a few seconds late");

        Pass(seconds: 30, "waits");
        Pass(seconds: 1, null);
        Pass(seconds: 30, "waits");
        Assert.That(
            output.ToString().Split(Environment.NewLine).Select(l => l.Trim().Split("  ")[^1]),
            Is.EqualTo((string[])["waits", "waits", ""])
        );

        void Pass(int seconds, string? waits)
        {
            for (var i = 0; i <= seconds; i++)
            {
                view.Update(study, [], [], waits);
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }

    private static ImmutableArray<SlotView> Slots(params string[] labels) =>
        [
            .. labels.Select(
                (l, i) => new SlotView($"a:1/{i}-x", "cpu", "", null, null, null, 0, 0, "", null, l)
            ),
        ];
}
