namespace Slimfront.Search.Fields;

/// <summary>A single value.</summary>
/// <param name="takes">What it must be, in words.</param>
/// <param name="parse">Reads its text; null where that is something else.</param>
/// <param name="yaml">Its text in a study file.</param>
/// <param name="told">Its text for people, if another one.</param>
internal sealed class ScalarKind<T>(
    string takes,
    Func<string, T?> parse,
    Func<T, string> yaml,
    Func<T, string>? told = null
) : FieldKind<T>
    where T : struct
{
    public override string Takes => takes;

    public override T Read(YamlPlace place, FieldContext context) => place.Read(takes, Parse);

    public override string? Yaml(T value) => yaml(value);

    public override IEnumerable<(string Key, string Text)> Lines(string key, T value) =>
        [(key, (told ?? yaml)(value))];

    /// <summary>The same, or nothing: where a file is silent.</summary>
    /// <param name="nothing">How nothing is told.</param>
    public FieldKind<T?> OrNothing(string nothing) => new Optional(this, nothing, word: null);

    /// <summary>The same, or nothing: where a file says so by a word.</summary>
    /// <param name="word">The word, which also tells it.</param>
    public FieldKind<T?> Or(string word) => new Optional(this, word, word);

    private T? Parse(string text) => parse(text);

    private sealed class Optional(ScalarKind<T> kind, string nothing, string? word) : FieldKind<T?>
    {
        public override string Takes => word is null ? kind.Takes : $"{kind.Takes}, or '{word}'";

        public override T? Read(YamlPlace place, FieldContext context) =>
            word is not null && place.Scalar() == word ? null : place.Read(Takes, kind.Parse);

        public override string? Yaml(T? value) => value is { } v ? kind.Yaml(v) : word;

        public override IEnumerable<(string Key, string Text)> Lines(string key, T? value) =>
            value is { } v ? kind.Lines(key, v) : [(key, nothing)];
    }
}
