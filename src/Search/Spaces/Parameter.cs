using System.Collections.Immutable;

namespace Slimfront.Search.Spaces;

/// <summary>One dimension of a space. The unit interval [0, 1) maps onto it; samplers work there.</summary>
/// <param name="Name">Its name below its parent: lower case, words joined by hyphens.</param>
public abstract record Parameter(string Name)
{
    /// <summary>The value that a number u in [0, 1) stands for; equal intervals of u are equally likely a priori.</summary>
    public abstract Value FromUnit(double u);

    /// <summary>A number in [0, 1) that <see cref="FromUnit"/> maps back to the value.</summary>
    public abstract double ToUnit(Value value);

    /// <summary>Whether the value is one of this parameter's.</summary>
    public abstract bool Contains(Value value);

    /// <summary>The number of different values; null where it is not finite.</summary>
    public abstract long? Cardinality { get; }

    /// <summary>The range as a person reads it: "0.05 to 2, logarithmic".</summary>
    public abstract string Range { get; }

    /// <summary>What is wrong with the definition itself, if anything.</summary>
    public abstract IEnumerable<string> Problems();

    /// <summary>A real number in [Low, High].</summary>
    /// <param name="Name">See <see cref="Parameter"/>.</param>
    /// <param name="Low">Smallest value.</param>
    /// <param name="High">Largest value; equal to Low for a fixed one.</param>
    /// <param name="Logarithmic">Whether equal ratios, instead of equal differences, are equally likely.</param>
    public sealed record Real(string Name, double Low, double High, bool Logarithmic = false)
        : Parameter(Name)
    {
        /// <inheritdoc/>
        public override long? Cardinality => Low == High ? 1 : null;

        /// <inheritdoc/>
        public override string Range =>
            Low == High ? $"{Low}" : $"{Low} to {High}{(Logarithmic ? ", logarithmic" : "")}";

        /// <inheritdoc/>
        public override Value FromUnit(double u)
        {
            var x = Logarithmic ? Low * Math.Pow(High / Low, u) : Low + (u * (High - Low));
            return Value.Of(Math.Clamp(x, Low, High));
        }

        /// <inheritdoc/>
        public override double ToUnit(Value value)
        {
            if (Low == High)
                return 0.5;
            var u = Logarithmic
                ? Math.Log(value.Number / Low) / Math.Log(High / Low)
                : (value.Number - Low) / (High - Low);
            return Math.Clamp(u, 0, Math.BitDecrement(1.0));
        }

        /// <inheritdoc/>
        public override bool Contains(Value value) =>
            value.Kind != ValueKind.Text && value.Number >= Low && value.Number <= High;

        /// <inheritdoc/>
        public override IEnumerable<string> Problems()
        {
            if (!double.IsFinite(Low) || !double.IsFinite(High) || Low > High)
                yield return $"'{Name}' has the range {Low} to {High}; it needs finite bounds, low before high.";
            if (Logarithmic && Low is not > 0)
                yield return $"'{Name}' is logarithmic from {Low}; the low bound must be above 0.";
        }
    }

    /// <summary>A whole number in [Low, High].</summary>
    /// <param name="Name">See <see cref="Parameter"/>.</param>
    /// <param name="Low">Smallest value.</param>
    /// <param name="High">Largest value.</param>
    /// <param name="Logarithmic">Whether equal ratios are equally likely.</param>
    public sealed record Integer(string Name, long Low, long High, bool Logarithmic = false) : Parameter(Name)
    {
        /// <inheritdoc/>
        public override long? Cardinality => High - Low + 1;

        /// <inheritdoc/>
        public override string Range =>
            Low == High ? $"{Low}" : $"{Low} to {High}, whole{(Logarithmic ? ", logarithmic" : "")}";

        // Each integer owns the half-open interval of half a step around it.
        private double Floor => Low - 0.5;

        private double Ceiling => High + 0.5;

        /// <inheritdoc/>
        public override Value FromUnit(double u)
        {
            var x = Logarithmic ? Floor * Math.Pow(Ceiling / Floor, u) : Floor + (u * (Ceiling - Floor));
            return Value.Of(Math.Clamp((long)Math.Floor(x + 0.5), Low, High));
        }

        /// <inheritdoc/>
        public override double ToUnit(Value value)
        {
            var u = Logarithmic
                ? Math.Log(value.Number / Floor) / Math.Log(Ceiling / Floor)
                : (value.Number - Floor) / (Ceiling - Floor);
            return Math.Clamp(u, 0, Math.BitDecrement(1.0));
        }

        /// <inheritdoc/>
        public override bool Contains(Value value) =>
            value.Kind != ValueKind.Text
            && value.Number == Math.Floor(value.Number)
            && value.Number >= Low
            && value.Number <= High;

        /// <inheritdoc/>
        public override IEnumerable<string> Problems()
        {
            if (Low > High)
                yield return $"'{Name}' has the range {Low} to {High}; low must come before high.";
            if (Logarithmic && Low < 1)
                yield return $"'{Name}' is logarithmic from {Low}; the low bound must be 1 or more.";
        }
    }

    /// <summary>A free text, such as a folder: a setting that no sampler can draw.</summary>
    /// <param name="Name">See <see cref="Parameter"/>.</param>
    /// <param name="IsPath">Whether it names a file or folder, which a node looks for in its data folders only.</param>
    public sealed record Text(string Name, bool IsPath = false) : Parameter(Name)
    {
        /// <inheritdoc/>
        public override long? Cardinality => null;

        /// <inheritdoc/>
        public override string Range => "any text";

        /// <inheritdoc/>
        public override Value FromUnit(double u) =>
            throw new NotSupportedException($"'{Name}' is a text: it is set, not drawn.");

        /// <inheritdoc/>
        public override double ToUnit(Value value) =>
            throw new NotSupportedException($"'{Name}' is a text: it is set, not drawn.");

        /// <inheritdoc/>
        public override bool Contains(Value value) => true;

        /// <inheritdoc/>
        public override IEnumerable<string> Problems() => [];
    }

    /// <summary>One of several options; each may bring parameters that exist only when it is chosen.</summary>
    /// <param name="Name">See <see cref="Parameter"/>.</param>
    /// <param name="Options">At least one.</param>
    public sealed record Choice(string Name, ImmutableArray<Option> Options) : Parameter(Name)
    {
        /// <summary>A choice between plain keys, none of which brings parameters.</summary>
        public Choice(string name, params string[] keys)
            : this(name, [.. keys.Select(k => new Option(k))]) { }

        /// <inheritdoc/>
        public override long? Cardinality => Options.Length;

        /// <inheritdoc/>
        public override string Range => string.Join(" | ", Options.Select(o => o.Key));

        /// <summary>The option with a key.</summary>
        public Option? Find(string key) =>
            Options.FirstOrDefault(o => string.Equals(o.Key, key, StringComparison.Ordinal));

        /// <inheritdoc/>
        public override Value FromUnit(double u) =>
            Value.Of(Options[Math.Clamp((int)(u * Options.Length), 0, Options.Length - 1)].Key);

        /// <inheritdoc/>
        public override double ToUnit(Value value)
        {
            for (var i = 0; i < Options.Length; i++)
                if (string.Equals(Options[i].Key, value.Text, StringComparison.Ordinal))
                    return (i + 0.5) / Options.Length;
            throw new ArgumentOutOfRangeException(nameof(value), value, $"Not one of: {Range}.");
        }

        /// <inheritdoc/>
        public override bool Contains(Value value) => Find(value.Text) is not null;

        /// <inheritdoc/>
        public override IEnumerable<string> Problems()
        {
            if (Options.IsDefaultOrEmpty)
                yield return $"'{Name}' has no option to choose from.";
            else if (Options.Select(o => o.Key).Distinct(StringComparer.Ordinal).Count() < Options.Length)
                yield return $"'{Name}' lists an option twice: {Range}.";
        }

        /// <summary>By content: the options in order.</summary>
        public bool Equals(Choice? other) =>
            other is not null && Name == other.Name && Options.SequenceEqual(other.Options);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Name, Options.Length);
    }
}

/// <summary>One option of a choice.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Parameters">What exists only when it is chosen.</param>
public sealed record Option(string Key, params ImmutableArray<Parameter> Parameters)
{
    /// <summary>By content.</summary>
    public bool Equals(Option? other) =>
        other is not null && Key == other.Key && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Parameters.Length);
}
