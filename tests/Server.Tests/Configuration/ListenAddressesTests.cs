using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Settings;
using CsCheck;

namespace ActorServer.Server.Tests.Configuration;

public class ListenAddressesTests
{
    private const string Default = "actor-server.services.default.listen";

    private static readonly Gen<string> Hosts = Gen.OneOf(
        Gen.Byte.Array[4].Select(bytes => new System.Net.IPAddress(bytes).ToString()),
        Gen.Byte.Array[16].Select(bytes => new System.Net.IPAddress(bytes).ToString()),
        Gen.String[Gen.Char['a', 'z'], 1, 20],
        Gen.Const("*"));

    [Fact]
    public void An_address_that_is_written_reads_as_itself() =>
        Gen.Select(Hosts, Gen.Int[0, 65535], (host, port) => new ListenAddress.Internet(host, port))
            .Sample(address => address == ListenAddressText.Internet(address.ToString()));

    [Fact]
    public void No_text_is_taken_for_what_it_is_not() =>
        Gen.OneOf(Gen.String, Gen.Int[0, 13].Array[0, 12].Select(letters => string.Concat(letters.Select(letter => "[]:*.1a/ 0unix"[letter])))).Sample(text =>
        {
            var address = ListenAddressText.Internet(text);
            return (ListenAddressText.UnixPath(text) is not { } path || text == $"unix:{path}")
                && (address is null || (address.Host.Length > 0 && address.Port is >= 0 and <= 65535));
        });

    [Theory]
    [InlineData("127.0.0.1:7788", "127.0.0.1", 7788)]
    [InlineData("[::1]:0", "::1", 0)]
    [InlineData("a-name.example:80", "a-name.example", 80)]
    [InlineData("*:65535", "*", 65535)]
    public void An_address_has_its_port(string text, string host, int port) =>
        Assert.Equal([new ListenAddress.Internet(host, port)], Of($"[\"{text}\"]"));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1:7788")]
    [InlineData(":7788")]
    [InlineData("[::1:7788")]
    [InlineData("[127.0.0.1]:7788")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("a name:80")]
    [InlineData("systemd:web")]
    [InlineData("unix:")]
    [InlineData("/run/x.sock")]
    public void What_is_none_is_named_with_its_place(string text)
    {
        var error = TestSettings.ErrorOf($"{Default}.addresses = [\"127.0.0.1:1\", \"{text}\"]");
        Assert.Equal($"\"{text}\" in {Default}.addresses in {TestSettings.ProfileName} is not allowed: {ListenAddressText.Allowed}", error);
    }

    [Fact]
    public void A_path_is_relative_to_the_file_that_says_so()
    {
        Assert.Equal("/etc/run/x.sock", File("[\"unix:run/x.sock\"]").Path);
        Assert.Equal("/run/x.sock", File("[\"unix:/run/x.sock\"]").Path);
    }

    [Fact]
    public void A_path_that_is_too_long_is_an_error_of_the_configuration()
    {
        Assert.Equal(107, File($"[\"unix:/{new string('a', 106)}\"]").Path.Length);
        var error = TestSettings.ErrorOf($"{Default}.addresses = [\"unix:/{new string('a', 107)}\"]");
        Assert.Contains("has 108 bytes, and that of a Unix socket has at most 107", error, StringComparison.Ordinal);
        Assert.Contains("has 109 bytes", TestSettings.ErrorOf($"{Default}.addresses = [\"unix:/{new string('ä', 54)}\"]"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_address_needs_no_brackets_and_no_list_is_none()
    {
        Assert.Equal([new ListenAddress.Internet("127.0.0.1", 1)], Of("\"127.0.0.1:1\""));
        Assert.Equal([new ListenAddress.Internet("127.0.0.1", 7788)], Of("[]"));
        Assert.Equal([new ListenAddress.Internet("127.0.0.1", 7788)], Of("\"\""));
    }

    [Theory]
    [InlineData("port", "9")]
    [InlineData("host", "::1")]
    public void A_host_or_a_port_beside_addresses_is_a_contradiction(string key, string value)
    {
        const string Addresses = $"{Default}.addresses = [\"127.0.0.1:1\"]";
        var error = TestSettings.ErrorOf(Addresses, ($"{Default}.{key}", value));
        Assert.StartsWith($"{Default}.{key} = {value} in --set {Default}.{key}={value} is not allowed: where listen.addresses is set it says where to listen", error, StringComparison.Ordinal);
        Assert.Contains($"({Default}.addresses in {TestSettings.ProfileName})", error, StringComparison.Ordinal);
        // Of all services, it is for those that have no addresses.
        Assert.Single(TestSettings.Of(Addresses, ($"actor-server.service-defaults.listen.{key}", value)).Services);
        // And without addresses it counts again.
        Assert.Single(TestSettings.Of(Addresses, ($"{Default}.{key}", value), ($"{Default}.addresses", "[]")).Services);
    }

    [Fact]
    public void What_check_prints_can_be_read_again()
    {
        const string Profile = $"{Default} {{ addresses = [\"127.0.0.1:1\", \"unix:/run/x.sock\"], unix {{ mode = \"0600\", owner = \"7\", group = \"8\" }} }}";
        var printed = SettingsParser.Render(TestSettings.Profile(Profile), []);
        Assert.Equal(TestSettings.Of(Profile).Services[0].Listen, TestSettings.Of(printed).Services[0].Listen);
    }

    [Theory]
    [InlineData("0660", 6, 6, 0)]
    [InlineData("600", 6, 0, 0)]
    [InlineData("0777", 7, 7, 7)]
    public void The_mode_is_octal(string text, int user, int group, int others) =>
        Assert.Equal((UnixFileMode)((user << 6) | (group << 3) | others), File("[\"unix:/x\"]", $"mode = \"{text}\"").Mode);

    [Theory]
    [InlineData("mode", "0668")]
    [InlineData("mode", "1777")]
    [InlineData("mode", "66")]
    [InlineData("mode", "rw-rw----")]
    [InlineData("owner", "no such user")]
    [InlineData("group", "4294967295")]
    public void What_is_no_mode_user_or_group_is_named(string key, string value) =>
        Assert.StartsWith(
            $"{Default}.unix.{key} = {value} in {TestSettings.ProfileName} is not allowed: ",
            TestSettings.ErrorOf($"{Default} {{ addresses = [\"unix:/x\"], unix.{key} = \"{value}\" }}"), StringComparison.Ordinal);

    [Fact]
    public void An_owner_and_a_group_have_names_or_numbers_or_are_left_as_they_are()
    {
        var named = File("[\"unix:/x\"]", "owner = root, group = root");
        var numbered = File("[\"unix:/x\"]", "owner = 1000, group = 1001");
        var none = File("[\"unix:/x\"]");
        Assert.Equal((0u, 0u, 1000u, 1001u), (named.Owner, named.Group, numbered.Owner, numbered.Group));
        Assert.Equal((null, null), (none.Owner, none.Group));
    }

    [Theory]
    [InlineData("\"127.0.0.1:7\"", "\"*:7\"", "the same port: web has 127.0.0.1:7 in listen.addresses (actor-server.services.web.listen.addresses in /etc/test.conf), game has *:7 in ")]
    [InlineData("\"[::1]:7\", \"127.0.0.1:8\"", "\"localhost:8\"", "the same port: web has 127.0.0.1:8 in listen.addresses")]
    [InlineData("\"unix:/run/a\"", "\"127.0.0.1:8\", \"unix:/run/../run/a\"", "the same Unix socket: web has unix:/run/a in listen.addresses")]
    [InlineData("\"127.0.0.1:7\", \"[::1]:8\"", "\"127.0.0.1:8\", \"unix:/run/a\"", null)]
    [InlineData("\"*:0\"", "\"*:0\"", null)]
    public void Addresses_of_two_services_can_clash(string one, string other, string? clash)
    {
        var profile = $"actor-server.services {{ web {{ listen.addresses = [{one}] }}, game {{ listen.addresses = [{other}] }} }}";
        if (clash is null)
            Assert.Equal(2, TestSettings.Of(profile).Services.Count);
        else
            Assert.StartsWith($"services web and game want {clash}", TestSettings.ErrorOf(profile), StringComparison.Ordinal);
    }

    [Fact]
    public void So_can_two_of_one_service() =>
        Assert.StartsWith(
            "service default wants the same port twice: default has *:7 in listen.addresses",
            TestSettings.ErrorOf($"{Default}.addresses = [\"*:7\", \"[::1]:7\"]"), StringComparison.Ordinal);

    [Theory]
    [InlineData("unix:/no-such-directory/x.sock", "service default: cannot listen on unix:/no-such-directory/x.sock: there is no such directory")]
    [InlineData("unix:/etc/passwd", "service default: cannot listen on unix:/etc/passwd: a file that is no socket stands there, and is not removed")]
    [InlineData("192.0.2.1:80", "service default: cannot listen on 192.0.2.1:80: ")]
    [InlineData("unix:/tmp/not-there.sock", null)]
    public async Task Check_looks_at_each_address(string address, string? error)
    {
        var said = await ListenCheck.FirstErrorAsync(TestSettings.Of($"{Default}.addresses = [\"127.0.0.1:0\", \"{address}\"]").Services, CancellationToken.None);
        if (error is null)
            Assert.Null(said);
        else
            Assert.StartsWith(error, said, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ListenAddress> Of(string addresses) => TestSettings.Of($"{Default}.addresses = {addresses}").Services[0].Listen.Addresses;

    private static UnixSocketFile File(string addresses, string unix = "") =>
        Assert.IsType<ListenAddress.Unix>(Assert.Single(TestSettings.Of($"{Default} {{ addresses = {addresses}, unix {{ {unix} }} }}").Services[0].Listen.Addresses)).File;
}
