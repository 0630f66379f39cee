using Slimfront.Engine.Data;
using Slimfront.Engine.Networks;
using Slimfront.Search.Spaces;
using static TorchSharp.torch;

namespace Slimfront.Testing;

/// <summary>What every data set keeps, whatever it was read from.</summary>
public abstract class DataSourceConformance
{
    private readonly Lazy<Configuration> _settings;
    private readonly Lazy<DataSet> _data;

    /// <summary>A fixture that loads the data once, and again where that is the point.</summary>
    protected DataSourceConformance()
    {
        _settings = new(Settings);
        _data = new(() => Sources.Load(_settings.Value));
    }

    /// <summary>What finds it; of a plug-in's sources it knows the plug-in.</summary>
    protected virtual DataSources Sources { get; } = DataSources.Of();

    /// <summary>The settings below "data." that name it, and files that it can read; called once.</summary>
    protected abstract Configuration Settings();

    /// <summary>Stages are known by the fingerprint of their data, on every machine.</summary>
    [Test]
    public void It_is_the_same_each_time_and_described_as_it_is()
    {
        Assert.That(Sources.Load(_settings.Value).Fingerprint, Is.EqualTo(_data.Value.Fingerprint));
        var info = Sources.Describe(_settings.Value);
        Assert.That(info with { Measures = _data.Value.Info.Measures }, Is.EqualTo(_data.Value.Info));
    }

    /// <summary>What was trained on is never tested on.</summary>
    [Test]
    public void Every_example_is_in_one_part_of_the_split_at_most_and_no_part_is_empty()
    {
        var parts = _data.Value.Split.Parts.Select(p => p.Item2).ToArray();
        Assert.That(parts.Select(p => p.Length), Is.All.Positive);
        Assert.That(parts.SelectMany(p => p), Is.Unique.And.All.InRange(0, _data.Value.Targets.Count - 1));
    }

    /// <summary>Networks see inputs of mean 0 and variance 1, by the training split alone.</summary>
    [Test]
    public void Training_inputs_are_standardised_channel_by_channel()
    {
        Engine.Native.NativeTorch.Load();
        using var scope = NewDisposeScope();
        using var device = new DeviceData(_data.Value, CPU);
        using var pass = device["train"].Pass(_data.Value.Split.Train.Length);
        var inputs = pass[0].Inputs.transpose(0, 1).flatten(1).to(float64);
        Assert.That(inputs.shape[0], Is.EqualTo(_data.Value.Shape[0]));
        var (means, variances) = (inputs.mean([1]), inputs.@var(1, unbiased: false));
        for (var channel = 0; channel < inputs.shape[0]; channel++)
        {
            Assert.That(means[channel].item<double>(), Is.EqualTo(0).Within(1e-3));
            // A channel that never changes has no variance.
            Assert.That(
                variances[channel].item<double>(),
                Is.EqualTo(1).Within(1e-3).Or.EqualTo(0).Within(1e-9)
            );
        }
    }

    /// <summary>Fewer training examples are some of the same.</summary>
    [Test]
    public void A_limit_leaves_the_other_parts_alone()
    {
        var whole = _data.Value;
        var wanted = whole.Split.Train.Length / 2;
        var limited = Sources.Load(_settings.Value.With("train-limit", Value.Of(wanted)));
        Assert.That(limited.Split.Train, Has.Length.EqualTo(wanted).And.SubsetOf(whole.Split.Train));
        Assert.That(limited.Split.Validation, Is.EqualTo(whole.Split.Validation));
        Assert.That(limited.Split.Test, Is.EqualTo(whole.Split.Test));
        Assert.That(limited.Fingerprint, Is.Not.EqualTo(whole.Fingerprint));
    }
}
