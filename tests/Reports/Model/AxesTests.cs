using Slimfront.Reports.Model;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Tests.Model;

public sealed class AxesTests
{
    private static readonly Objective Error = new("mae", "", Direction.Minimise, IsAnalytic: false);
    private static readonly Objective File = new("file", "B", Direction.Minimise, IsAnalytic: false);

    [Test]
    public void A_model_is_as_many_times_smaller_as_the_file_that_is_shown()
    {
        var (model, teacher) = (
            Measurement.Of(("accuracy", 0.9), ("bytes", 100), ("file", 400)),
            Measurement.Of(("accuracy", 0.9), ("bytes", 1000), ("file", 1200))
        );
        double Factor(Objective size) => Comparison.Of(model, teacher, new(size, Objective.Accuracy)).Factor;
        Assert.That(Factor(File), Is.EqualTo(3));
        Assert.That(Factor(Objective.Bytes), Is.EqualTo(10));
        Assert.That(Factor(Objective.Macs), Is.EqualTo(10));
    }

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
