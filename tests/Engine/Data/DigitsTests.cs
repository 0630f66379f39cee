using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

public sealed class DigitsTests
{
    private static readonly DataSet Data = DataSources.Of().Load(Configuration.Empty);

    [Test]
    public void It_is_the_default_and_what_it_always_was()
    {
        Assert.That(Data.Info.Name, Is.EqualTo("digits"));
        Assert.That(Data.Info.Shape, Is.EqualTo((int[])[1, 8, 8]));
        Assert.That(Data.Classes, Is.EqualTo(10));
        Assert.That(Data.Labels.Length, Is.EqualTo(1797));
        // Pinned: studies and artifacts refer to it.
        Assert.That(
            Data.Fingerprint,
            Is.EqualTo("cff7866b81531bb586bbd6bd96fa8d6d699e69ca42ca752b488d212334153fb1")
        );
    }

    [Test]
    public void Splits_are_disjoint_complete_and_in_proportion()
    {
        var split = Data.Split;
        int[] all = [.. split.Train, .. split.Validation, .. split.Test];
        Assert.That(all.Order(), Is.EqualTo(Enumerable.Range(0, 1797)));
        foreach (var (name, indices) in split.Parts)
        {
            Assert.That(indices, Is.Ordered);
            var share = name == "train" ? 0.6 : 0.2;
            for (var c = 0; c < 10; c++)
            {
                var ofClass = Data.Labels.ToArray().Count(l => l == c);
                var inPart = indices.Count(i => Data.Labels.Span[i] == c);
                Assert.That(inPart, Is.EqualTo(share * ofClass).Within(1.01), $"class {c} in {name}");
            }
        }
    }

    [Test]
    public void Normalised_training_values_have_mean_0_and_deviation_1()
    {
        var values = Data.Split.Train.SelectMany(i => Data.Values.Slice(i * 64, 64).ToArray());
        var normalised = values.Select(v =>
            (double)((v - Data.Normalisation.Mean[0]) / Data.Normalisation.Deviation[0])
        );
        var array = normalised.ToArray();
        Assert.That(array.Average(), Is.Zero.Within(1e-5));
        Assert.That(array.Average(x => x * x), Is.EqualTo(1).Within(1e-5));
    }

    [TestCase(10)]
    [TestCase(100)]
    [TestCase(1000)]
    public void A_train_limit_keeps_every_class_and_changes_nothing_but_the_training_split(int limit)
    {
        var settings = Configuration.Of(("set", Value.Of("digits")), ("train-limit", Value.Of(limit)));
        var limited = DataSources.Of().Load(settings);
        Assert.That(limited.Split.Train, Has.Length.EqualTo(limit));
        Assert.That(limited.Split.Train, Is.SubsetOf(Data.Split.Train));
        Assert.That(limited.Split.Validation, Is.EqualTo(Data.Split.Validation));
        Assert.That(limited.Split.Test, Is.EqualTo(Data.Split.Test));
        Assert.That(limited.Split.Train.Select(i => Data.Labels.Span[i]).Distinct().Count(), Is.EqualTo(10));
        Assert.That(limited.Fingerprint, Is.Not.EqualTo(Data.Fingerprint));
    }

    [Test]
    public void An_unknown_data_set_is_refused_with_those_there_are()
    {
        var settings = Configuration.Of(("set", Value.Of("digit")));
        Assert.That(
            () => DataSources.Of().Load(settings),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.Contains("'digit'")
                .And.Message.Contains("cifar, csv, digits, fashion-mnist, idx, images, npz")
        );
    }

    [Test]
    public void Every_source_has_its_settings()
    {
        var keys = DataSources.Of().Settings.Select(s => s.Key);
        Assert.That(
            keys,
            Is.EqualTo(
                (string[])
                    [
                        "data.set",
                        "data.task",
                        "data.cifar.path",
                        "data.cifar.labels",
                        "data.csv.path",
                        "data.csv.test",
                        "data.csv.label",
                        "data.csv.ignore",
                        "data.csv.header",
                        "data.csv.separator",
                        "data.csv.shape",
                        "data.fashion-mnist.path",
                        "data.idx.path",
                        "data.images.path",
                        "data.images.size",
                        "data.images.colours",
                        "data.npz.path",
                        "data.npz.layout",
                        "data.train-limit",
                        "data.normalisation",
                        "data.class-names",
                        "data.licence",
                    ]
            )
        );
    }
}
