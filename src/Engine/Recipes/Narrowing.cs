using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Recipes;

/// <summary>Applies a study's restrictions to the space.</summary>
public static class Narrowing
{
    /// <summary>The part of a space that the restrictions leave.</summary>
    /// <exception cref="UserErrorException">
    /// A path is unknown, or a restriction is not inside its parameter's range.
    /// </exception>
    public static Space Narrowed(this Space space, IReadOnlyDictionary<string, Restriction> restrictions)
    {
        var known = space.Nodes.Select(n => n.Path).ToArray();
        if (restrictions.Keys.FirstOrDefault(p => space.Find(p) is null) is { } unknown)
            throw new UserErrorException(
                $"no parameter of the space is '{unknown}'.{Spelling.Hint(unknown, known)} "
                    + Spelling.Known(unknown, known)
            );
        // From the leaves to the roots: narrowing a choice may remove what is below it.
        foreach (var (path, restriction) in restrictions.OrderByDescending(r => r.Key.Length))
            space = space.Replace(path, p => Narrow(path, p, restriction));
        return space;
    }

    private static Parameter Narrow(string path, Parameter parameter, Restriction restriction) =>
        (parameter, restriction) switch
        {
            (Parameter.Choice choice, Restriction.OneOf some) => Only(path, choice, some.Values),
            (Parameter.Real real, Restriction.Between(var low, var high)) => Inside(
                path,
                real,
                real with
                {
                    Low = low,
                    High = high,
                }
            ),
            (Parameter.Integer whole, Restriction.Between(var low, var high)) => Inside(
                path,
                whole,
                whole with
                {
                    Low = Whole(path, whole, low),
                    High = Whole(path, whole, high),
                }
            ),
            (_, Restriction.OneOf { Values: [{ Kind: not ValueKind.Text } only] }) => Narrow(
                path,
                parameter,
                new Restriction.Between(only.Number, only.Number)
            ),
            (Parameter.Choice, _) => throw Refuse(path, parameter, "a range"),
            _ => throw Refuse(path, parameter, "a list"),
        };

    private static Parameter.Choice Only(string path, Parameter.Choice choice, ImmutableArray<Value> values)
    {
        foreach (var key in values.Select(v => v.Text).Where(k => choice.Find(k) is null))
        {
            var hint = Spelling.Hint(key, choice.Options.Select(o => o.Key));
            throw new UserErrorException($"'{path}' cannot be '{key}'.{hint} It may be {choice.Range}.");
        }

        var keys = values.Select(v => v.Text).ToHashSet(StringComparer.Ordinal);
        return keys.Count > 0
            ? choice with
            {
                Options = [.. choice.Options.Where(o => keys.Contains(o.Key))],
            }
            : throw new UserErrorException($"'{path}' is left without any option; it may be {choice.Range}.");
    }

    private static Parameter Inside(string path, Parameter parameter, Parameter narrower)
    {
        if (narrower.Problems().FirstOrDefault() is { } problem)
            throw new UserErrorException($"'{path}': {problem}");
        return parameter.Contains(narrower.FromUnit(0)) && parameter.Contains(narrower.FromUnit(1))
            ? narrower
            : throw new UserErrorException(
                $"'{path}' is restricted to {narrower.Range}, which is not inside {parameter.Range}."
            );
    }

    private static long Whole(string path, Parameter parameter, double bound) =>
        bound == Math.Floor(bound)
            ? (long)bound
            : throw new UserErrorException($"'{path}' is bounded by {bound}; it may be {parameter.Range}.");

    private static UserErrorException Refuse(string path, Parameter parameter, string kind) =>
        new($"'{path}' is restricted by {kind}; it may be {parameter.Range}.");
}
