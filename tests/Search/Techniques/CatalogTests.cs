using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Tests.Techniques;

public sealed class CatalogTests
{
    private static readonly Catalog<ISampler> Samplers = Catalog.Scan<ISampler>(
        "sampler",
        typeof(ISampler).Assembly
    );

    [Test]
    public void Scanning_finds_every_sampler_ordered_by_key()
    {
        var keys = Samplers.All.Select(t => t.Key).ToArray();
        Assert.That(keys, Is.SupersetOf(new[] { "grid", "random", "sobol" }));
        Assert.That(keys, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
    }

    [Test]
    public void An_unknown_key_is_answered_with_the_known_ones() =>
        Assert.That(
            () => Samplers["bogus"],
            Throws
                .TypeOf<KeyNotFoundException>()
                .With.Message.Contains("'bogus'")
                .And.Message.Contains("random")
        );

    [Test]
    public void Two_techniques_of_one_key_are_refused()
    {
        var twice = new Technique<string>("same", "—", "", [], _ => "");
        Assert.That(
            () => new Catalog<string>("thing", [twice, twice]),
            Throws.InvalidOperationException.With.Message.Contains("'same'")
        );
    }

    [Test]
    public void A_technique_gets_the_parameters_below_its_key()
    {
        var scaled = new Technique<string>(
            "scaled",
            "—",
            "",
            [new Parameter.Real("by", 0, 9)],
            c => c.Text("by")
        );
        var catalog = new Catalog<string>("thing", [scaled]);
        var configuration = Configuration.Of(("use", Value.Of("scaled")), ("use.scaled.by", Value.Of(2.5)));
        Assert.That(catalog.Create(configuration, "use"), Is.EqualTo("2.5"));
        Assert.That(new Space([catalog.AsChoice("use")]).Check(configuration), Is.Empty);
    }
}
