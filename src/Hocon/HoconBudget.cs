using System.Globalization;

namespace ActorServer.Hocon;

/// <summary>
/// What a text may amount to, and how deep its values may lead into each other. A few lines can ask for more than a machine has, by way
/// of substitutions that double each other; whoever follows them spends from here, before there is anything to be stored.
/// </summary>
internal sealed class HoconBudget
{
    private const int MostValues = 250_000;
    private const int CharactersOfAValue = 16;
    private const int MostNested = 200;

    private HoconReference? _outermost;
    private long _values;
    private int _depth;

    /// <summary>Takes what some values cost.</summary>
    /// <exception cref="UnresolvedSubstitutionException">There is no more.</exception>
    public void Spend(int values)
    {
        _values += values;
        if (_values > MostValues)
            throw TooLarge(_outermost is null ? "; leave some out" : $", and {CharactersOfAValue} characters of a text that is repeated count as one; repeat less");
    }

    /// <summary>Takes what a text costs that is one more time in memory.</summary>
    /// <inheritdoc cref="Spend"/>
    public void SpendText(string? text) => Spend((text?.Length ?? 0) / CharactersOfAValue);

    /// <summary>Goes into a value, until <see cref="Leave"/>.</summary>
    /// <exception cref="UnresolvedSubstitutionException">It is too deep. It has not gone in.</exception>
    public void Enter()
    {
        if (_depth >= MostNested)
            throw new UnresolvedSubstitutionException($"{Place("the configuration")} leads through more than {MostNested} values in each other; let fewer refer to each other");
        _depth++;
    }

    public void Leave() => _depth--;

    /// <summary>Follows a reference: what is too much on its way is its fault, unless another one has led to it.</summary>
    public HoconNode? Follow(HoconReference reference, Func<HoconReference, HoconNode?> follow)
    {
        var outer = _outermost;
        _outermost ??= reference;
        try
        {
            return follow(reference);
        }
        finally
        {
            _outermost = outer;
        }
    }

    private UnresolvedSubstitutionException TooLarge(string remedy) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Place("this")} makes the configuration too large: it is more than {MostValues:N0} values{remedy}"));

    private string Place(string otherwise) => _outermost is { } reference ? $"{reference.Source.Line(reference.Line)}: ${{{reference.Name}}}" : otherwise;
}
