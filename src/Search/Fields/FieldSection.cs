using Slimfront.Search.Studies;

namespace Slimfront.Search.Fields;

/// <summary>A part of a study whose fields stand in a mapping of their own.</summary>
/// <param name="key">The mapping's key.</param>
/// <param name="get">The part of a study.</param>
/// <param name="set">The study with another part.</param>
internal sealed class FieldSection<TPart>(
    string key,
    Func<StudySpec, TPart> get,
    Func<StudySpec, TPart, StudySpec> set
)
{
    /// <summary>A field of the part.</summary>
    /// <param name="name">Its key in the mapping.</param>
    /// <param name="kind">What it may be.</param>
    /// <param name="meaning">What it is for.</param>
    /// <param name="example">See <see cref="StudyField.Example"/>.</param>
    /// <param name="value">The value of a part.</param>
    /// <param name="with">The part with another value.</param>
    /// <param name="isTold">Whether a file that is written out has it; null for always.</param>
    public StudyField<T> Field<T>(
        string name,
        FieldKind<T> kind,
        string meaning,
        string example,
        Func<TPart, T> value,
        Func<TPart, T, TPart> with,
        Predicate<TPart>? isTold = null
    ) =>
        new($"{key}.{name}", kind, meaning, s => value(get(s)), (s, v) => set(s, with(get(s), v)))
        {
            Example = example,
            IsTold = s => isTold?.Invoke(get(s)) ?? true,
        };
}
