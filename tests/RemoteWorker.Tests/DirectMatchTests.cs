using System.Runtime.CompilerServices;
using ActorServer.RemoteWorker.NativeStart;
using Akka.Tools.MatchHandler;
using CsCheck;

[assembly: IgnoresAccessChecksTo("Akka")]

namespace ActorServer.RemoteWorker.Tests;

/// <summary>Akka's own compiler, which works where code can be compiled at run time, is what it is held against.</summary>
public sealed class DirectMatchTests
{
    private static readonly object[] Messages = ["text", "", 7, 8L, new Version(1, 0), new Uri("urn:x"), new ArgumentNullException(), new object()];

    private static readonly Type Link = typeof(Uri);
    private static readonly Type Number = typeof(int);
    private static readonly Type Release = typeof(Version);

    private delegate void Registration(MatchBuilder builder, int number, List<string> calls);

    private static readonly Registration[] Registrations =
    [
        (builder, number, calls) => builder.Match<string>(text => calls.Add($"{number} {text}")),
        (builder, number, calls) => builder.Match<string>(text => calls.Add($"{number} {text}"), text => text.Length > 0),
        (builder, number, calls) => builder.Match<string>(text => Note(calls, $"{number} {text}", text.Length == 0)),
        (builder, number, calls) => builder.Match<int>(value => calls.Add($"{number} {value}")),
        (builder, number, calls) => builder.Match<long>(value => calls.Add($"{number} {value}"), value => value > 8),
        (builder, number, calls) => builder.Match<long>(value => Note(calls, $"{number} {value}", number % 2 == 0)),
        (builder, number, calls) => builder.Match<IComparable>(value => calls.Add($"{number} {value}")),
        (builder, number, calls) => builder.Match<ArgumentException>(_ => calls.Add($"{number} argument")),
        (builder, number, calls) => builder.Match(Link, value => calls.Add($"{number} {value}")),
        (builder, number, calls) => builder.Match(Number, value => calls.Add($"{number} {value}"), value => (int)value > 7),
        (builder, number, calls) => builder.Match(Release, value => Note(calls, $"{number} {value}", number % 2 == 0)),
        (builder, number, calls) => builder.Match<object>(_ => calls.Add($"{number} any"), message => message is not string),
    ];

    [Fact]
    public void It_calls_whom_Akka_would_call_in_the_same_order() =>
        Gen.Int[0, Registrations.Length - 1].List[0, 20].Sample(chosen =>
        {
            var expected = Calls(CachedMatchCompiler<object>.Instance, chosen);
            return Calls(new DirectMatchCompiler(), chosen).SequenceEqual(expected);
        });

    [Theory]
    [InlineData("text")]
    [InlineData(7)]
    public void What_a_handler_throws_comes_out_as_it_is(object message)
    {
        var builder = new MatchBuilder(new DirectMatchCompiler());
        builder.Match<string>(_ => throw new InvalidDataException("bad luck"));
        builder.Match<int>(_ => throw new InvalidDataException("bad luck"));

        Assert.Equal("bad luck", Assert.Throws<InvalidDataException>(() => builder.Build()(message)).Message);
    }

    private static List<string> Calls(IMatchCompiler<object> compiler, IEnumerable<int> chosen)
    {
        var calls = new List<string>();
        var builder = new MatchBuilder(compiler);
        foreach (var (number, which) in chosen.Index())
            Registrations[which](builder, number, calls);
        var match = builder.Build();
        foreach (var message in Messages)
            calls.Add($"{match(message)}");
        return calls;
    }

    private static bool Note(List<string> calls, string call, bool handled)
    {
        calls.Add(call);
        return handled;
    }
}
