using System.Collections.Immutable;
using Slimfront.Search.Objectives;

namespace Slimfront.Search.Fields;

/// <summary>What models are judged by.</summary>
internal sealed class ObjectivesKind : FieldKind<ImmutableArray<Objective>>
{
    public override string Takes => "a list of two or more objectives";

    public override ImmutableArray<Objective> Read(YamlPlace place, FieldContext context)
    {
        var objectives = place.Items().Select(context.Objectives.Named).ToImmutableArray();
        return objectives.Length >= 2 && objectives.Distinct().Count() == objectives.Length
            ? objectives
            : throw place.Error("'objectives' needs two or more different ones.");
    }

    public override string? Yaml(ImmutableArray<Objective> value) => YamlValue.List(value.Select(o => o.Key));

    public override IEnumerable<(string Key, string Text)> Lines(
        string key,
        ImmutableArray<Objective> value
    ) => [(key, string.Join(", ", value.Select(o => o.Key)))];
}

/// <summary>A value for each of some objectives.</summary>
/// <param name="isOneLine">Whether a file has them side by side.</param>
internal sealed class LimitsKind(bool isOneLine) : FieldKind<ImmutableArray<Limit>>
{
    public override string Takes => "a value for each of some objectives";

    public override ImmutableArray<Limit> Read(YamlPlace place, FieldContext context) =>
        [.. place.Children().Select(c => context.Objectives.Limit(c.Key, c.Place))];

    public override string? Yaml(ImmutableArray<Limit> value)
    {
        var pairs = value.Select(l => (l.Objective, YamlValue.Number(l.Bound)));
        return isOneLine && !value.IsEmpty ? YamlValue.Mapping(pairs) : YamlValue.Lines(pairs);
    }

    public override IEnumerable<(string Key, string Text)> Lines(string key, ImmutableArray<Limit> value) =>
        value.Select(l => ($"{key}.{l.Objective}", YamlValue.Number(l.Bound)));
}
