using Slimfront.Reports.Model;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Tests.Model;

public sealed class AxesTests
{
    private static readonly Objective Error = new("mae", "", Direction.Minimise, IsAnalytic: false);
    private static readonly Objective File = new("file", "B", Direction.Minimise, IsAnalytic: false);

    [Test]
    public void What_has_a_unit_is_small_and_what_has_none_is_good()
    {
        Assert.That(Axes.Of([Error, File]), Is.EqualTo(new Axes(File, Error)));
        Assert.That(Axes.Of([File, Error]), Is.EqualTo(new Axes(File, Error)));
        Assert.That(Axes.Of([Error, Objective.Latency]), Is.EqualTo(new Axes(Objective.Latency, Error)));
        Assert.That(
            Axes.Of([Objective.Latency, Objective.Accuracy, File]),
            Is.EqualTo(new Axes(Objective.Latency, Objective.Accuracy))
        );
        Assert.That(
            Axes.Of([File, Objective.Accuracy, Objective.Bytes]),
            Is.EqualTo(new Axes(Objective.Bytes, Objective.Accuracy)),
            "what recipes tell comes first"
        );
    }
}
