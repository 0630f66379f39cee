using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>A field of a study: the one description from which it is read, written, compared and documented.</summary>
public abstract class StudyField
{
    private protected StudyField(string key, string meaning) => (Key, Meaning) = (key, meaning);

    /// <summary>Its path in a study file: "budget.trials".</summary>
    public string Key { get; }

    /// <summary>What it is for: a sentence or two, as documentation in Markdown.</summary>
    public string Meaning { get; }

    /// <summary>A value other than the usual one, as in a study file.</summary>
    public required string Example { get; init; }

    /// <summary>What holds where a file is silent, in words; null where the value of a new study tells it.</summary>
    public string? Silence { get; init; }

    /// <summary>Whether it belongs into a study file that is written out; always, unless it says otherwise.</summary>
    public Predicate<StudySpec> IsTold { get; init; } = _ => true;

    /// <summary>Whether nothing of the study depends on it, but what is done with it afterwards.</summary>
    public bool IsAfterwards { get; init; }

    /// <summary>The key of the mapping it stands in; empty where it stands by itself.</summary>
    public string Section => Key[..Math.Max(0, Key.IndexOf('.', StringComparison.Ordinal))];

    /// <summary>Its key there.</summary>
    public string Name => Key[(Key.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>What it must be, in words.</summary>
    public abstract string Takes { get; }

    /// <summary>What holds where a file is silent, as documentation in Markdown.</summary>
    public abstract string Default { get; }

    /// <summary>A study with what a file says here.</summary>
    /// <exception cref="UserErrorException">That is no value of this field.</exception>
    public abstract StudySpec Read(StudySpec spec, YamlPlace place, FieldContext context);

    /// <summary>What follows the key in a study file, lines below included; null where it is left out.</summary>
    public abstract string? Yaml(StudySpec spec);

    /// <summary>The value in lines of text by which two are compared: the key of a line, and what it is there.</summary>
    public abstract IEnumerable<(string Key, string Text)> Lines(StudySpec spec);
}

/// <summary>A field with a value.</summary>
/// <param name="key">Its path in a study file.</param>
/// <param name="kind">What it may be.</param>
/// <param name="meaning">What it is for.</param>
/// <param name="get">The value of a study.</param>
/// <param name="set">The study with another value.</param>
internal sealed class StudyField<T>(
    string key,
    FieldKind<T> kind,
    string meaning,
    Func<StudySpec, T> get,
    Func<StudySpec, T, StudySpec> set
) : StudyField(key, meaning)
{
    private static readonly StudySpec New = new();

    public override string Takes => kind.Takes;

    public override string Default
    {
        get
        {
            if (Silence is { } words)
                return words;
            var text = Lines(New).Select(l => l.Text).FirstOrDefault("none");
            return kind.Yaml(get(New)) is null ? text : $"`{text}`";
        }
    }

    public override StudySpec Read(StudySpec spec, YamlPlace place, FieldContext context) =>
        set(spec, kind.Read(place, context));

    public override string? Yaml(StudySpec spec) =>
        IsTold(spec) && kind.Yaml(get(spec)) is { } text
            ? text.StartsWith('\n')
                ? text
                : $" {text}"
            : null;

    public override IEnumerable<(string Key, string Text)> Lines(StudySpec spec) =>
        kind.Lines(Key, get(spec));
}
