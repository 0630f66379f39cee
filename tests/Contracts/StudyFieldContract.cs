using System.Collections;
using System.Reflection;
using Slimfront.Actors.Serialization;
using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Reports.Model;
using Slimfront.Search.Fields;
using Slimfront.Search.Studies;

namespace Slimfront.Contracts.Tests;

/// <summary>Each field of a study is described once, and nothing that knows studies forgets one.</summary>
public sealed class StudyFieldContract
{
    private static readonly Composition Everything = Composition.Load(plugins: null);
    private static readonly StudyFile Reader = new(Everything.Pipeline, Everything.Search);

    // A study in which every field has its example's value.
    private static readonly StudySpec Examples = Reader.Parse(
        "examples.yaml",
        string.Join('\n', StudyFields.All.Select(f => $"{f.Key}: {f.Example}"))
    );

    private static IEnumerable<string> Fields => StudyFields.All.Select(f => f.Key);

    [TestCaseSource(nameof(Fields))]
    public void An_example_is_no_default(string key) =>
        Assert.That(Told(key, Examples), Is.Not.EqualTo(Told(key, new StudySpec())));

    [TestCaseSource(nameof(Fields))]
    public void A_written_file_says_the_same(string key) =>
        Assert.That(
            Told(key, Reader.Parse("written.yaml", StudyYaml.Of(Examples))),
            Is.EqualTo(Told(key, Examples))
        );

    [TestCaseSource(nameof(Fields))]
    public void The_wire_says_the_same(string key) =>
        Assert.That(Told(key, Wired(Examples)), Is.EqualTo(Told(key, Examples)));

    [Test]
    public void The_wire_says_the_same_of_a_property_that_is_set_alone()
    {
        Assert.That(Lost(() => new(), Examples, s => s, s => s), Is.Empty);
        Assert.That(Lost(() => new(), Examples.Budget, b => new() { Budget = b }, s => s.Budget), Is.Empty);
        Assert.That(
            Lost(() => new(), Examples.Attempts, a => new() { Attempts = a }, s => s.Attempts),
            Is.Empty
        );
    }

    [Test]
    public void Budgets_are_equal_where_every_property_is() =>
        Assert.That(
            Settable<Budget>().Where(p => new Budget().Equals(Alone(p, new Budget(), Examples.Budget))),
            Is.Empty
        );

    [TestCaseSource(nameof(Fields))]
    public void A_difference_is_seen_where_a_study_depends_on_it(string key)
    {
        var isAfterwards = StudyFields.All.Single(f => f.Key == key).IsAfterwards;
        var seen = Has.Some.EqualTo(key).Or.Some.StartsWith($"{key}.");
        Assert.That(
            StudyDifference.Between(new StudySpec(), Examples).Select(d => d.Key),
            isAfterwards ? Is.All.Not.EqualTo(key) : seen
        );
    }

    [Test]
    public void Every_property_of_a_study_is_that_of_a_field()
    {
        // Settings describe themselves, and data are found, not asked for.
        string[] others = [nameof(StudySpec.Settings), nameof(StudySpec.Data), nameof(StudySpec.Teacher)];
        var forgotten = Unset(new StudySpec(), Examples)
            .Except(others)
            .Concat(Unset(new Budget(), Examples.Budget))
            .Concat(Unset(new AttemptLimits(), Examples.Attempts));
        Assert.That(forgotten, Is.Empty);
    }

    private static string[] Told(string key, StudySpec spec) =>
        [.. StudyFields.All.Single(f => f.Key == key).Lines(spec).Select(l => $"{l.Key}: {l.Text}")];

    private static StudySpec Wired(StudySpec spec) => WireFormat.DecodeSpec(WireFormat.EncodeSpec(spec));

    // The properties that do not come through where nothing else is set.
    private static IEnumerable<string> Lost<T>(
        Func<T> usual,
        T examples,
        Func<T, StudySpec> put,
        Func<StudySpec, T> get
    ) =>
        Settable<T>()
            .Where(p =>
                Text(p.GetValue(get(Wired(put(Alone(p, usual(), examples)))))) != Text(p.GetValue(examples))
            )
            .Select(p => p.Name);

    private static T Alone<T>(PropertyInfo property, T usual, T examples)
    {
        property.SetValue(usual, property.GetValue(examples));
        return usual;
    }

    // The properties that could be set and have the values that they had anyway.
    private static IEnumerable<string> Unset<T>(T usual, T examples) =>
        Settable<T>().Where(p => Text(p.GetValue(usual)) == Text(p.GetValue(examples))).Select(p => p.Name);

    private static IEnumerable<PropertyInfo> Settable<T>() =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static string Text(object? value) =>
        value is IEnumerable items and not string ? string.Join(", ", items.Cast<object>()) : $"{value}";
}
